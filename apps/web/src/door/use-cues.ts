import { useCallback, useEffect, useRef, useState } from "react";
import { type Cue, type Heard, isNews } from "./cue";
import { type CuePlayer, createCuePlayer, thisDevice } from "./cue-player";

const KEPT_AS = "foyer.door-cues";

/** Events in which browsers allow sound to begin. */
const GESTURES = ["pointerdown", "pointerup", "keydown"] as const;

export type Cues = {
  isOn: boolean;
  /** Remembered on this device. Switching it on plays a sample. */
  setIsOn: (isOn: boolean) => void;
  play: (cue: Cue) => void;
};

/** Sound and vibration of results, while a page is open and they are switched on. */
export function useCues(): Cues {
  const [isOn, setIsOn] = useState(isKeptOn);
  const player = useRef<CuePlayer>(undefined);
  useEffect(() => {
    if (!isOn) return;
    const opened = createCuePlayer(thisDevice);
    player.current = opened;
    const unlock = () => opened.unlock();
    // In the capture phase: before whatever the gesture does, which may already play.
    for (const gesture of GESTURES) window.addEventListener(gesture, unlock, { capture: true });
    return () => {
      for (const gesture of GESTURES) window.removeEventListener(gesture, unlock, { capture: true });
      opened.close();
      player.current = undefined;
    };
  }, [isOn]);

  const play = useCallback((cue: Cue) => player.current?.play(cue), []);
  const isSampleDue = useRef(false);
  useEffect(() => {
    if (!isOn || !isSampleDue.current) return;
    isSampleDue.current = false;
    player.current?.unlock();
    play("admitted");
  }, [isOn, play]);
  const choose = useCallback((chosen: boolean) => {
    isSampleDue.current = chosen;
    keep(chosen);
    setIsOn(chosen);
  }, []);
  return { isOn, setIsOn: choose, play };
}

/** Plays the cue of the scan that is shown whenever it is news. */
export function useCueOfScan(play: Cues["play"], scanId: string | undefined, cue: Cue | undefined): void {
  const heard = useRef<Heard>(undefined);
  useEffect(() => {
    if (scanId === undefined || cue === undefined) return;
    const next = { scanId, cue };
    if (isNews(heard.current, next)) play(cue);
    heard.current = next;
  }, [play, scanId, cue]);
}

function isKeptOn(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    return true;
  }
}

function keep(isOn: boolean): void {
  // Without storage the choice lasts until the page is left.
  try {
    localStorage.setItem(KEPT_AS, isOn ? "on" : "off");
  } catch {}
}
