import type { createAppRouter } from "./router";

/**
 * The server describes the page that was loaded in its head, for whoever does not run scripts. On another page that is
 * untrue, and browsers share the canonical address: so it goes when its reader goes on.
 */
export function dropPageHeadOnLeave(router: ReturnType<typeof createAppRouter>): void {
  const stop = router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
    if (fromLocation === undefined || !pathChanged) return;
    for (const element of document.head.querySelectorAll("[data-page]")) element.remove();
    stop();
  });
}
