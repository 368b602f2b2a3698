import { type AppRouter, foyerLinks } from "@foyer/client/trpc";
import type { QueryClient } from "@tanstack/react-query";
import { createTRPCQueryUtils, createTRPCReact } from "@trpc/react-query";
import { fetchWatchingConnection } from "../shared/connection";
import { fetchNotingTime } from "../shared/server-clock";

export const trpc = createTRPCReact<AppRouter>();

/** Same origin: the server also serves the app. */
export const apiClient = trpc.createClient({
  links: foyerLinks({
    url: "/trpc",
    fetch: fetchWatchingConnection(fetchNotingTime),
    // The query client repeats calls, since it knows whether there is a network (`query-client.ts`).
    repeats: "off",
  }),
});

/** The API outside of React, for route guards. */
export function apiOutsideReact(queryClient: QueryClient) {
  return createTRPCQueryUtils({ queryClient, client: apiClient });
}
export type ApiOutsideReact = ReturnType<typeof apiOutsideReact>;
