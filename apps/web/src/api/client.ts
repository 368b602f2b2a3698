import { type AppRouter, foyerLinks } from "@foyer/client";
import type { QueryClient } from "@tanstack/react-query";
import { createTRPCQueryUtils, createTRPCReact } from "@trpc/react-query";
import { watchingConnection } from "../shared/connection";
import { fetchNotingTime } from "../shared/server-clock";

export const trpc = createTRPCReact<AppRouter>();

/** Same origin: the server serves both the app and its API. */
export const apiClient = trpc.createClient({
  links: foyerLinks({ url: "/trpc", fetch: watchingConnection(fetchNotingTime) }),
});

/** The API outside of React, where routes decide whether someone may enter. */
export function apiOutsideReact(queryClient: QueryClient) {
  return createTRPCQueryUtils({ queryClient, client: apiClient });
}
export type ApiOutsideReact = ReturnType<typeof apiOutsideReact>;
