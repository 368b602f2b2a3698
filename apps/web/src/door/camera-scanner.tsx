import { Button, Text } from "@mantine/core";
import { IconCamera, IconCameraOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { loadCode } from "../shared/load-code";
import { useConnection } from "../shared/use-connection";
import classes from "./camera-scanner.module.css";
import { watchCodes } from "./watch-codes";

const loadReader = loadCode(() => import("./qr-reader"));

type Camera = "off" | "starting" | "on" | "denied" | "missing" | "broken";

const WORDS: Partial<Record<Camera, string>> = {
  denied: "The browser does not let Foyer use the camera. Allow it in the browser’s settings for this page.",
  missing: "There is no camera here that Foyer can use. Type the code, or use a hand scanner.",
  broken: "The camera’s reader could not be loaded. Reload the page and try again.",
};

/** Reads QR codes with the device's camera. The decoder is loaded on first use. */
export function CameraScanner({ onCode }: { onCode: (text: string) => void }) {
  const [camera, setCamera] = useState<Camera>("off");
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  }, [onCode]);

  const isWanted = camera === "starting" || camera === "on";
  useEffect(() => {
    const screen = video.current;
    if (!isWanted || screen === null) return;
    const stopped = new AbortController();
    let stream: MediaStream | undefined;
    const release = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      screen.srcObject = null;
    };
    async function start(target: HTMLVideoElement) {
      stream = await openCamera();
      if (stopped.signal.aborted) return release();
      target.srcObject = stream;
      await target.play();
      const { createQrReader } = await loadReader();
      const read = await createQrReader();
      if (stopped.signal.aborted) return;
      setCamera("on");
      await watchCodes(
        () => read(target),
        (code) => latest.current(code),
        stopped.signal,
      );
    }
    start(screen).catch((error: unknown) => {
      if (!stopped.signal.aborted) setCamera(failureOf(error));
    });
    return () => {
      stopped.abort();
      release();
    };
  }, [isWanted]);

  const words = WORDS[camera];
  return (
    <div className={classes.camera}>
      {isWanted && (
        <div className={classes.frame}>
          <video ref={video} muted playsInline className={classes.video} aria-label="What the camera sees" />
          {camera === "starting" && <Starting />}
        </div>
      )}
      {words && (
        <Text size="sm" role="alert">
          {words}
        </Text>
      )}
      <Button
        variant="default"
        fullWidth
        leftSection={
          isWanted ? <IconCameraOff size={18} aria-hidden /> : <IconCamera size={18} aria-hidden />
        }
        onClick={() => setCamera(isWanted ? "off" : "starting")}
      >
        {isWanted ? "Stop the camera" : "Scan with the camera"}
      </Button>
    </div>
  );
}

/** The camera failed, with the browser's error name; any other error is the decoder's. */
class CameraError extends Error {
  constructor(name: string) {
    super(`The camera cannot be used: ${name}.`);
    this.name = name;
  }
}

/** Prefers the rear camera. */
async function openCamera(): Promise<MediaStream> {
  const { mediaDevices } = navigator;
  // Browsers do not expose it on pages served over plain http.
  if (mediaDevices === undefined) throw new CameraError("NotFoundError");
  try {
    return await mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } } });
  } catch (error) {
    throw new CameraError(error instanceof DOMException ? error.name : "UnknownError");
  }
}

function failureOf(error: unknown): Camera {
  if (!(error instanceof CameraError)) return "broken";
  const { name } = error;
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return "missing";
}

/** The decoder is loaded on first use, which waits if there is no network. */
function Starting() {
  const connection = useConnection();
  return (
    <p className={classes.starting} role="status">
      {connection === "up"
        ? "Starting the camera…"
        : "There is no network to fetch the camera’s reader. Type the codes meanwhile."}
    </p>
  );
}
