import { useEffect, useState } from "react";
import { serverClock } from "./server-clock";

/**
 * The server's time, updated at an interval in milliseconds, so that time-dependent states change while a page is
 * open, and at once when the local clock turns out to be wrong.
 */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    const renew = () => setNow(serverClock.now());
    const timer = setInterval(renew, everyMs);
    const end = serverClock.onSet(renew);
    // The clock may have been set between the first render and this effect.
    renew();
    return () => {
      clearInterval(timer);
      end();
    };
  }, [everyMs]);
  return now;
}
