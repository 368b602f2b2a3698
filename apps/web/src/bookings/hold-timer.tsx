import { IconClock } from "@tabler/icons-react";
import { useRef } from "react";
import { countdownAnnouncement, countdownWords, isCountedDown, untilWords } from "../shared/hold-words";
import { useSecondsLeft } from "../shared/seconds-left";
import { serverClock } from "../shared/server-clock";
import classes from "./hold-timer.module.css";

/** The remaining time of a hold; to the second if it is under an hour. */
export function HoldTimer({ until, isOne }: { until: Date; isOne: boolean }) {
  const left = useSecondsLeft(until);
  const announcement = countdownAnnouncement(left);
  // Only changes are announced to screen readers, not the initial text.
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
