import type { Locator } from "playwright-core";
import { expect } from "vitest";

/** The sizes and themes that answers to actions are looked at in. */
export const VIEWS = [
  { view: "a phone, light", viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { view: "a phone, dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
  { view: "a desk, light", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { view: "a desk, dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
] as const;

/** Where an element is for who looks at the page: whether all of it is in the window, whether a bar covers it, the focus. */
function standing(place: Locator) {
  return place.evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const isInView = top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth;
    const isSeen = [top + 2, (top + bottom) / 2, bottom - 2].every((y) => {
      const seen = document.elementFromPoint((left + right) / 2, y);
      return seen !== null && (element.contains(seen) || seen.contains(element));
    });
    return { isInView, isSeen, hasFocus: document.activeElement === element };
  });
}

/** Waits until what answers an action is in the window, under nothing else, and has the focus. */
export async function expectAnswer(place: Locator): Promise<void> {
  await place.waitFor();
  await expect.poll(() => standing(place)).toEqual({ isInView: true, isSeen: true, hasFocus: true });
}
