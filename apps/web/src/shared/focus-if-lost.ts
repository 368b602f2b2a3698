import { type RefObject, useEffect, useRef } from "react";
import { bringIntoView, isFocusLost } from "./bring-into-view";

/**
 * For a heading that replaces the element the user was using: it is scrolled into view and focused, so that
 * keyboard and screen reader users continue there. Needs `tabIndex={-1}`.
 */
export function useFocusIfLost<Place extends HTMLElement>(): RefObject<Place | null> {
  return useFocus<Place>(isFocusLost);
}

/** For the heading of a page that follows an action on another page, such as booking. */
export function useFocusOnArrival<Place extends HTMLElement>(): RefObject<Place | null> {
  return useFocus<Place>(() => isFocusLost() || document.activeElement?.id === "main");
}

function useFocus<Place extends HTMLElement>(isDue: () => boolean): RefObject<Place | null> {
  const place = useRef<Place>(null);
  const due = useRef(isDue);
  useEffect(() => {
    // After a dialog that closes at the same time has returned the focus.
    const timer = setTimeout(() => {
      // Without any interaction the page was just loaded, and is read from the top.
      const wasUsed = navigator.userActivation?.hasBeenActive ?? true;
      if (place.current && due.current() && wasUsed) bringIntoView(place.current);
    }, 20);
    return () => clearTimeout(timer);
  }, []);
  return place;
}
