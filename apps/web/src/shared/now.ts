import { useEffect, useState } from "react";
import { serverClock } from "./server-clock";

/**
 * The server's time, renewed every so often, so that what begins or closes while a page is open shows as such, and at
 * once when the reader's clock turns out to be wrong.
 */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    const renew = () => setNow(serverClock.now());
    const timer = setInterval(renew, everyMs);
    const end = serverClock.onSet(renew);
    // It may have been set between the first render and this.
    renew();
    return () => {
      clearInterval(timer);
      end();
    };
  }, [everyMs]);
  return now;
}
