import type { AppRouter } from "@foyer/router/app-router";
import { createTRPCClient, type TRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { type ConnectionOptions, foyerLinks } from "./links.js";

export type { ErrorCode } from "@foyer/contract/error-codes";
export type { AppRouter } from "@foyer/router/app-router";
export { type FoyerError, isFoyerError, reasonOf } from "./errors.js";
export { type ConnectionOptions, foyerLinks, type Tokens } from "./links.js";

/** The inputs of all procedures: `RouterInputs["booking"]["create"]`. */
export type RouterInputs = inferRouterInputs<AppRouter>;
/** The outputs of all procedures: `RouterOutputs["event"]["byId"]`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** A client with all procedures as typed functions. */
export type FoyerClient = TRPCClient<AppRouter>;

/**
 * Creates a client of a Foyer server. Nothing is sent until a procedure is called; queries made at the same time
 * share one request.
 *
 * @example
 * const foyer = createFoyerClient({ url: "http://localhost:3000/trpc", sessionToken: () => token });
 * const { items } = await foyer.event.list.query({ search: "jazz" });
 */
export function createFoyerClient(options: ConnectionOptions): FoyerClient {
  return createTRPCClient<AppRouter>({ links: foyerLinks(options) });
}
