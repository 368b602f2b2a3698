import type { createAppRouter } from "./router";

/**
 * The HTML head describes the page that was loaded, for clients without scripts. After navigating to another page
 * it would be wrong, and browsers use the canonical URL for sharing, so it is removed.
 */
export function dropPageHeadOnLeave(router: ReturnType<typeof createAppRouter>): void {
  const loaded = router.latestLocation.pathname;
  const stop = router.subscribe("onBeforeNavigate", ({ toLocation }) => {
    // Not by where it comes from: a page that is left while it loads is no place to the router yet.
    if (toLocation.pathname === loaded) return;
    for (const element of document.head.querySelectorAll("[data-page]")) element.remove();
    stop();
  });
}
