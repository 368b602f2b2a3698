import { IconClock } from "@tabler/icons-react";
import { useRef } from "react";
import { countdownAnnouncement, countdownWords, isCountedDown, untilWords } from "../shared/hold-words";
import { useSecondsLeft } from "../shared/seconds-left";
import { serverClock } from "../shared/server-clock";
import classes from "./hold-timer.module.css";

/** For how long somebody's tickets are still held: to the second once it is less than an hour. */
export function HoldTimer({ until, isOne }: { until: Date; isOne: boolean }) {
  const left = useSecondsLeft(until);
  const announcement = countdownAnnouncement(left);
  // What is true when the page opens can be read on it; only what changes is said.
  const first = useRef(announcement);
  const held = isOne ? "Your ticket is held" : "Your tickets are held";
  return (
    <div className={classes.hold}>
      <IconClock size={20} aria-hidden className={classes.sign} />
      {isCountedDown(left) ? (
        <p role="timer" className={classes.words}>
          {held} for <strong className={classes.time}>{countdownWords(left)}</strong>
        </p>
      ) : (
        <p className={classes.words}>
          {held} until <strong className={classes.time}>{untilWords(until, serverClock.now())}</strong>
        </p>
      )}
      <p className="heard" aria-live="assertive">
        {announcement === first.current ? "" : announcement}
      </p>
    </div>
  );
}
