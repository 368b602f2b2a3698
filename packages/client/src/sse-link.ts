import type { AppRouter } from "@foyer/router/app-router";
import { httpSubscriptionLink, type TRPCLink } from "@trpc/client";
import { EventSource as EventSourceWithHeaders } from "eventsource";

/** How to reach the server for streams. */
export interface LiveOptions {
  readonly url: string;
  readonly transformer: {
    readonly serialize: (value: unknown) => unknown;
    readonly deserialize: (value: unknown) => unknown;
  };
  /** The headers of each attempt to connect; undefined where the browser's cookies are enough. */
  readonly headers: (() => Promise<Record<string, string>>) | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
}

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
