import { type RefObject, useEffect, useRef } from "react";

/**
 * For a heading that takes the place of what the reader was just using: the keyboard and the screen reader go on
 * there instead of from the top. Give it `tabIndex={-1}`.
 */
export function useFocusIfLost<Place extends HTMLElement>(): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, []);
  return place;
}
