import { type RefObject, useEffect, useRef } from "react";
import { bringIntoView, isFocusLost } from "./bring-into-view";

/**
 * For a heading that takes the place of what the reader was just using: it comes into view, and the keyboard and the
 * screen reader go on there instead of from the top. Give it `tabIndex={-1}`.
 */
export function useFocusIfLost<Place extends HTMLElement>(): RefObject<Place | null> {
  return useFocus<Place>(isFocusLost);
}

/** For the heading of a page that somebody comes to by an action on another one, such as booking. */
export function useFocusOnArrival<Place extends HTMLElement>(): RefObject<Place | null> {
  return useFocus<Place>(() => isFocusLost() || document.activeElement?.id === "main");
}

function useFocus<Place extends HTMLElement>(isDue: () => boolean): RefObject<Place | null> {
  const place = useRef<Place>(null);
  const due = useRef(isDue);
  useEffect(() => {
    // After a dialog that closes at the same time has tried to give the focus back.
    const timer = setTimeout(() => {
      // Who has done nothing yet has just come to the page, and reads it from the top.
      const wasUsed = navigator.userActivation?.hasBeenActive ?? true;
      if (place.current && due.current() && wasUsed) bringIntoView(place.current);
    }, 20);
    return () => clearTimeout(timer);
  }, []);
  return place;
}
