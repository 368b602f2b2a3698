/**
 * Puts the focus on what answers an action and scrolls it into view, clear of the bars that lie over the page: the
 * root's scroll padding is their height. Without an animation, so that nothing moves for those who asked for that.
 */
export function bringIntoView(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  // What is taller than the window is read from its top.
  const isTall = element.getBoundingClientRect().height > window.innerHeight / 2;
  element.scrollIntoView({ block: isTall ? "start" : "nearest", behavior: "instant" });
}

/** Whether the element that had the focus is gone, or is going with the dialog it is in. */
export function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body || activeElement.closest("[role=dialog]") !== null;
}
