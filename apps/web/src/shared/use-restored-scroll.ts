import { useEffect, useRef } from "react";

const KEPT_AS = "foyer.scroll";

/** The scroll position before a reload; undefined if the page was not reloaded. */
function readStoredScroll(): number | undefined {
  try {
    const [kept] = performance.getEntriesByType("navigation");
    const wasReloaded = kept instanceof PerformanceNavigationTiming && kept.type === "reload";
    const { address, top } = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}");
    return wasReloaded && address === window.location.href && typeof top === "number" ? top : undefined;
  } catch {
    return undefined;
  }
}

/** Read once per load: within the app the router restores scroll positions. */
let toRestore = readStoredScroll();

function keepScroll(): void {
  // Without storage a reload begins at the top.
  try {
    const kept = { address: window.location.href, top: window.scrollY };
    sessionStorage.setItem(KEPT_AS, JSON.stringify(kept));
  } catch {}
}

/** Restores the scroll position of a list after a reload, once as many rows are shown as before. */
export function useRestoredScroll(isComplete: boolean): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (!isComplete || isDone.current) return;
    isDone.current = true;
    const top = toRestore;
    toRestore = undefined;
    // After the router has scrolled to the top.
    if (top !== undefined) requestAnimationFrame(() => window.scrollTo({ top, behavior: "instant" }));
  }, [isComplete]);
  useEffect(() => {
    window.addEventListener("pagehide", keepScroll);
    return () => window.removeEventListener("pagehide", keepScroll);
  }, []);
}
