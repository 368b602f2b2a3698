import { type RefObject, useEffect, useRef } from "react";
import { bringIntoView } from "./bring-into-view";

type Edge = "top" | "bottom";

/** The bars that lie over the page just now, by the edge they are at. */
const bars: Record<Edge, Set<HTMLElement>> = { top: new Set(), bottom: new Set() };

/**
 * Tells the page's styles, as `--foyer-top` and `--foyer-bottom`, how much of the window bars cover, and each bar, as
 * `--offset`, how far from the edge it stands.
 */
function measure(edge: Edge): void {
  giveWay();
  let covered = 0;
  for (const bar of bars[edge]) {
    bar.style.setProperty("--offset", `${covered}px`);
    // A bar gives way to a low window by staying in its place: it covers nothing then.
    if (/^(sticky|fixed)$/.test(getComputedStyle(bar).position)) covered += bar.offsetHeight;
  }
  document.documentElement.style.setProperty(`--foyer-${edge}`, `${covered}px`);
}

/** From which share of the window on bars stay in their places, and below which they stick again. */
const TOO_MUCH = 0.45;
const LITTLE = 0.35;

/**
 * Bars that would cover much of the window, as with a large font or an error in them, stay in their places: the root's
 * `data-bars` says so to their styles.
 */
function giveWay(): void {
  const { dataset } = document.documentElement;
  const all = [...bars.top, ...bars.bottom];
  const share = all.reduce((sum, bar) => sum + bar.offsetHeight, 0) / window.innerHeight;
  const isStill = dataset.bars === "still";
  if (isStill ? share >= LITTLE : share <= TOO_MUCH) return;
  if (isStill) delete dataset.bars;
  else dataset.bars = "still";
  // The page has moved under whoever was just taken to something in a bar.
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && all.some((bar) => bar.contains(activeElement))) {
    bringIntoView(activeElement);
  }
}

/** For a bar that lies over the page: what is scrolled into view, or gets the focus, is kept clear of it. */
export function useCoveringBar<Bar extends HTMLElement>(edge: Edge): RefObject<Bar | null> {
  const place = useRef<Bar>(null);
  useEffect(() => {
    const bar = place.current;
    if (bar === null) return;
    const update = () => measure(edge);
    const sizes = new ResizeObserver(update);
    bars[edge].add(bar);
    sizes.observe(bar);
    window.addEventListener("resize", update);
    update();
    return () => {
      bars[edge].delete(bar);
      sizes.disconnect();
      window.removeEventListener("resize", update);
      update();
    };
  }, [edge]);
  return place;
}
