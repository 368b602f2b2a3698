import { useEffect, useState } from "react";
import { secondsUntil } from "./hold-words";
import { serverClock } from "./server-clock";

const LONGEST_SLEEP_MS = 60_000;

/** Seconds until a moment of the server's clock, renewed as each of them passes. */
export function useSecondsLeft(until: Date): number {
  const moment = until.getTime();
  const [left, setLeft] = useState(() => secondsUntil(until, serverClock.now()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      clearTimeout(timer);
      const now = serverClock.now();
      const seconds = secondsUntil(new Date(moment), now);
      setLeft(seconds);
      if (seconds === 0) return;
      // Just after the figure changes, however late this timer was.
      timer = setTimeout(tick, moment - now.getTime() - (seconds - 1) * 1_000 + 5);
    };
    tick();
    // Timers sleep with the device and in hidden tabs.
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [moment]);
  return left;
}

/** Whether a moment of the server's clock has passed; null never does. */
export function useIsPast(moment: Date | null): boolean {
  const at = moment?.getTime() ?? null;
  const [isPast, setIsPast] = useState(() => at !== null && at <= serverClock.now().getTime());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const left = at === null ? Number.POSITIVE_INFINITY : at - serverClock.now().getTime();
      setIsPast(left <= 0);
      // Not all in one sleep: a clock may be set, and timers cannot count beyond a few weeks.
      if (left > 0 && at !== null) timer = setTimeout(look, Math.min(left + 5, LONGEST_SLEEP_MS));
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [at]);
  return isPast;
}
