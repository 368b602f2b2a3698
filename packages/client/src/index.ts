import type { AppRouter } from "@foyer/router/app-router";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { type ConnectionOptions, foyerLinks } from "./links.js";

export type { ErrorCode } from "@foyer/contract/error-codes";
export type { AppRouter } from "@foyer/router/app-router";
export { type FoyerError, isFoyerError, reasonOf } from "./errors.js";
export { type ConnectionOptions, foyerLinks, type Tokens } from "./links.js";

/** What each procedure takes, by its name: `RouterInputs["booking"]["create"]`. */
export type RouterInputs = inferRouterInputs<AppRouter>;
/** What each procedure answers, by its name: `RouterOutputs["event"]["byId"]`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** A client on which every procedure is a typed function. */
export type FoyerClient = TRPCClient<AppRouter>;

/**
 * Connects to a Foyer server. Nothing is sent until a procedure is called; calls made in the same moment travel
 * in one request.
 *
 * @example
 * const foyer = createFoyerClient({ url: "http://localhost:3000/trpc", sessionToken: () => token });
 * const { items } = await foyer.event.list.query({ search: "jazz" });
 */
export function createFoyerClient(options: ConnectionOptions): FoyerClient {
  return createTRPCClient<AppRouter>({ links: foyerLinks(options) });
}
