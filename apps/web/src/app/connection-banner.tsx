import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { ConnectionState } from "../shared/connection";
import { useCoveringBar } from "../shared/covering-bar";
import { useConnection } from "../shared/use-connection";
import classes from "./connection-banner.module.css";

const WORDS: Record<Exclude<ConnectionState, "up">, string> = {
  "no-network": "There is no network. What you see may be old.",
  "no-answer": "Foyer does not answer. What you see may be old.",
};

/** Shown on every page while the server is unreachable. The page stays usable and resumes by itself. */
export function ConnectionBanner() {
  const connection = useConnection();
  const bar = useCoveringBar<HTMLDivElement>("top");
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (connection !== "up") setWasAway(true);
  }, [connection]);
  return (
    <div role="status" ref={bar} className={classes.place}>
      {connection !== "up" ? (
        <p className={classes.banner}>
          <IconCloudOff size={20} aria-hidden className={classes.sign} />
          {WORDS[connection]}
        </p>
      ) : (
        wasAway && <p className="heard">The connection is back.</p>
      )}
    </div>
  );
}
