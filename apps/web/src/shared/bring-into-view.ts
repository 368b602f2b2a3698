/**
 * Focuses an element and scrolls it into view, clear of the bars that cover the page: the root's scroll padding
 * is their height. Without animation, for users who prefer reduced motion.
 */
export function bringIntoView(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  // An element taller than the window is read from its top.
  const isTall = element.getBoundingClientRect().height > window.innerHeight / 2;
  element.scrollIntoView({ block: isTall ? "start" : "nearest", behavior: "instant" });
}

/** Whether the focused element is gone, or in a dialog that is closing. */
export function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body || activeElement.closest("[role=dialog]") !== null;
}
