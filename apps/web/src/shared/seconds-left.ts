import { useEffect, useState } from "react";
import { secondsUntil } from "./hold-words";
import { serverClock } from "./server-clock";

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
