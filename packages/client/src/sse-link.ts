import type { AppRouter } from "@foyer/router/app-router";
import { httpSubscriptionLink, type TRPCLink } from "@trpc/client";
import { EventSource as EventSourceWithHeaders } from "eventsource";
import type { LiveOptions } from "./live-link.js";

/**
 * tRPC's link for server-sent events. Where credentials are sent in a header, which the browser's own `EventSource`
 * cannot do, and where there is none, such as in Node, another implementation is used.
 */
export function sseLink({ url, transformer, headers, fetch }: LiveOptions): TRPCLink<AppRouter> {
  if (headers === undefined && "EventSource" in globalThis) return httpSubscriptionLink({ url, transformer });
  return httpSubscriptionLink({
    url,
    transformer,
    EventSource: EventSourceWithHeaders,
    eventSourceOptions: {
      fetch: async (address, init) => {
        const own = await headers?.();
        return (fetch ?? globalThis.fetch)(address, { ...init, headers: { ...init.headers, ...own } });
      },
    },
  });
}
