import type { createAppRouter } from "./router";

/**
 * The HTML head describes the page that was loaded, for clients without scripts. After navigating to another page
 * it would be wrong, and browsers use the canonical URL for sharing, so it is removed.
 */
export function dropPageHeadOnLeave(router: ReturnType<typeof createAppRouter>): void {
  const stop = router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
    if (fromLocation === undefined || !pathChanged) return;
    for (const element of document.head.querySelectorAll("[data-page]")) element.remove();
    stop();
  });
}
