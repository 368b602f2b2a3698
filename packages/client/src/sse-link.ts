import { httpSubscriptionLink, type Operation, type TRPCLink } from "@trpc/client";
import { EventSource as EventSourceWithHeaders } from "eventsource";
import type { AppRouter } from "../generated/app-router.js";
import type { Session } from "./session.js";

/** How to reach the server for streams. */
export interface LiveOptions {
  readonly url: string;
  readonly transformer: {
    readonly serialize: (value: unknown) => unknown;
    readonly deserialize: (value: unknown) => unknown;
  };
  readonly session: Session;
  /** The headers that authenticate a request. */
  readonly authenticate: (
    session: Session,
    operations: readonly Operation[],
  ) => Promise<Record<string, string>>;
  /** Whether the browser's cookies authenticate. */
  readonly isCookie: boolean;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * tRPC's link for server-sent events. Where credentials are sent in a header, which the browser's own `EventSource`
 * cannot do, and where there is none, such as in Node, another implementation is used.
 *
 * The package has this file apart, with what it uses of tRPC in it: a bundler would otherwise put that where all pages
 * load it. So errors are of a class of its own.
 */
export function sseLink(options: LiveOptions): TRPCLink<AppRouter> {
  const { url, transformer, session, authenticate, isCookie, fetch } = options;
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
