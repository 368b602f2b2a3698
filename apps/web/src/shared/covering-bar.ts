import { type RefObject, useEffect, useRef } from "react";
import { bringIntoView } from "./bring-into-view";

type Edge = "top" | "bottom";

/** The bars that currently cover the page, by edge. */
const bars: Record<Edge, Set<HTMLElement>> = { top: new Set(), bottom: new Set() };

/**
 * Sets how much of the window the bars cover as the CSS variables `--foyer-top` and `--foyer-bottom`, and each
 * bar's distance from its edge as `--offset`.
 */
function measure(edge: Edge): void {
  updateBarMode();
  let covered = 0;
  for (const bar of bars[edge]) {
    bar.style.setProperty("--offset", `${covered}px`);
    // In low windows styles make a bar static: then it covers nothing.
    if (/^(sticky|fixed)$/.test(getComputedStyle(bar).position)) covered += bar.offsetHeight;
  }
  document.documentElement.style.setProperty(`--foyer-${edge}`, `${covered}px`);
}

/** The share of the window's height from which bars become static, and below which they are sticky again. */
const MAX_COVERED_SHARE = 0.45;
const LITTLE = 0.35;

/**
 * Makes bars static if they would cover much of the window, as with a large font or an error in them: styles read
 * the root's `data-bars`.
 */
function updateBarMode(): void {
  const { dataset } = document.documentElement;
  const all = [...bars.top, ...bars.bottom];
  const share = all.reduce((sum, bar) => sum + bar.offsetHeight, 0) / window.innerHeight;
  const isStill = dataset.bars === "still";
  if (isStill ? share >= LITTLE : share <= MAX_COVERED_SHARE) return;
  if (isStill) delete dataset.bars;
  else dataset.bars = "still";
  // This may have moved a focused element within a bar.
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && all.some((bar) => bar.contains(activeElement))) {
    bringIntoView(activeElement);
  }
}

/** For a bar that covers the page: elements that are focused or scrolled into view stay clear of it. */
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
