import { useEffect, useRef } from "react";

const KEPT_AS = "foyer.scroll";

/** Where a page that is loaded again was scrolled to; nothing where it comes anew. */
function keptScroll(): number | undefined {
  try {
    const [kept] = performance.getEntriesByType("navigation");
    const wasReloaded = kept instanceof PerformanceNavigationTiming && kept.type === "reload";
    const { address, top } = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}");
    return wasReloaded && address === window.location.href && typeof top === "number" ? top : undefined;
  } catch {
    return undefined;
  }
}

/** Read once for each load: going on within the app is the router's. */
let toRestore = keptScroll();

function keepScroll(): void {
  // Where nothing can be kept, a reload begins at the top.
  try {
    const kept = { address: window.location.href, top: window.scrollY };
    sessionStorage.setItem(KEPT_AS, JSON.stringify(kept));
  } catch {}
}

/** A reload of a list comes back to where it was scrolled to, once as much as before is shown. */
export function useKeptScroll(isComplete: boolean): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (!isComplete || isDone.current) return;
    isDone.current = true;
    const top = toRestore;
    toRestore = undefined;
    // After the router has put it where a page begins.
    if (top !== undefined) requestAnimationFrame(() => window.scrollTo({ top, behavior: "instant" }));
  }, [isComplete]);
  useEffect(() => {
    window.addEventListener("pagehide", keepScroll);
    return () => window.removeEventListener("pagehide", keepScroll);
  }, []);
}
