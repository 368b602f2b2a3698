import type { TabMessage, TabSharing } from "./live-hub";

const NAME = "foyer-live";

/** Sharing between the tabs of this browser; undefined where it has no locks, as on pages without https. */
export function browserTabSharing(): TabSharing | undefined {
  if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) return undefined;
  const channel = new BroadcastChannel(NAME);
  return {
    tab: crypto.randomUUID(),
    post: (message) => channel.postMessage(message),
    listen(onMessage) {
      channel.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => onMessage(data));
    },
    lead(lead, signal) {
      const untilAborted = () =>
        new Promise<void>((resolve) => {
          if (signal.aborted) return resolve();
          signal.addEventListener("abort", () => resolve(), { once: true });
          lead();
        });
      // Rejected if the tab no longer wants to.
      navigator.locks.request(NAME, { signal }, untilAborted).catch(() => {});
    },
  };
}
