import { useEffect, useState } from "react";
import { secondsUntil } from "./hold-words";
import { serverClock } from "./server-clock";

const LONGEST_SLEEP_MS = 60_000;

/** Seconds until an instant of the server's clock, updated each second. */
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
      // Just after the displayed number changes, however late this timer was.
      timer = setTimeout(tick, moment - now.getTime() - (seconds - 1) * 1_000 + 5);
    };
    tick();
    // Timers pause with the device and in hidden tabs.
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [moment]);
  return left;
}

/** Whether an instant of the server's clock has passed; never for null. */
export function useIsPast(moment: Date | null): boolean {
  const at = moment?.getTime() ?? null;
  const [isPast, setIsPast] = useState(() => at !== null && at <= serverClock.now().getTime());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const left = at === null ? Number.POSITIVE_INFINITY : at - serverClock.now().getTime();
      setIsPast(left <= 0);
      // In steps: a clock may be set, and timers are limited to a few weeks.
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
