import type { AppRouter } from "@foyer/router/app-router";
import { httpSubscriptionLink, type TRPCLink } from "@trpc/client";
import { EventSource as EventSourceWithHeaders } from "eventsource";
import { authenticate } from "./refresh-link.js";
import type { Session } from "./session.js";

/** How to reach the server for streams. */
export interface LiveOptions {
  readonly url: string;
  readonly transformer: {
    readonly serialize: (value: unknown) => unknown;
    readonly deserialize: (value: unknown) => unknown;
  };
  readonly session: Session;
  /** Whether the browser's cookies authenticate. */
  readonly isCookie: boolean;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * tRPC's link for server-sent events. Where credentials are sent in a header, which the browser's own `EventSource`
 * cannot do, and where there is none, such as in Node, another implementation is used.
 */
export function sseLink({ url, transformer, session, isCookie, fetch }: LiveOptions): TRPCLink<AppRouter> {
  if (isCookie && "EventSource" in globalThis) return httpSubscriptionLink({ url, transformer });
  return httpSubscriptionLink({
    url,
    transformer,
    EventSource: EventSourceWithHeaders,
    eventSourceOptions: ({ op }) => ({
      fetch: async (address, init) =>
        fetch(address, { ...init, headers: { ...init.headers, ...(await authenticate(session, [op])) } }),
    }),
  });
}
