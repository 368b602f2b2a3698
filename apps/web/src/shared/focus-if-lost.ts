import { type RefObject, useEffect, useRef } from "react";

/**
 * For a heading that takes the place of what the reader was just using: the keyboard and the screen reader go on
 * there instead of from the top. Give it `tabIndex={-1}`.
 */
export function useFocusIfLost<Place extends HTMLElement>(): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    // Who has done nothing yet has just come to the page, and reads it from the top.
    const isLost = document.activeElement === document.body && navigator.userActivation?.hasBeenActive;
    if (isLost) place.current?.focus({ preventScroll: true });
  }, []);
  return place;
}
