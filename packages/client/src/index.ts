import { createTRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../generated/app-router.js";
import { type ConnectionOptions, foyerLinks } from "./links.js";
import { type FoyerClient, withLists } from "./list-all.js";

export type { ErrorCode } from "@foyer/contract/error-codes";
export type { ProcedurePath } from "@foyer/contract/procedure-codes";
// What the types of calls name: without them a program that is compiled with declarations could not export what makes one.
export type { TRPCProcedureOptions, TRPCRequestOptions } from "@trpc/client";
export type { Unsubscribable } from "@trpc/server/observable";
export type { WebhookBody } from "../generated/app-router.js";
export { type CallOptions, callOptions } from "./call-options.js";
export type { ApiKeyCredentials, SessionCredentials } from "./credentials.js";
export {
  type CallFailure,
  type CodesOf,
  type ErrorData,
  type FoyerError,
  failureOf,
  isFoyerError,
  isRefusalOf,
  type RefusedCall,
  reasonOf,
} from "./errors.js";
export { type KeyedCall, keyedCall } from "./keyed-call.js";
export type { ConnectionOptions, ServerOptions } from "./links.js";
export type { FoyerClient, Rows } from "./list-all.js";
export type { RepeatPolicy } from "./repeat-link.js";
export {
  browserTokens,
  type ClearableTokenStore,
  memoryTokens,
  type TokenStore,
  type Tokens,
} from "./token-store.js";

/** The inputs of all procedures: `RouterInputs["booking"]["create"]`. */
export type RouterInputs = inferRouterInputs<AppRouter>;
/** The outputs of all procedures: `RouterOutputs["event"]["byId"]`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/**
 * Creates a client of a Foyer server. Nothing is sent until a procedure is called; queries made at the same time
 * share one request.
 *
 * @example
 * const foyer = createFoyerClient({ url: "http://localhost:3000/trpc", apiKey: process.env.FOYER_API_KEY });
 * const { items } = await foyer.event.list.query({ search: "jazz" });
 * for await (const event of foyer.event.list.all({ search: "jazz" })) console.log(event.name);
 * @throws TypeError for a `url` without a scheme, except one that begins with `/` in a page
 */
export function createFoyerClient(options: ConnectionOptions): FoyerClient {
  return withLists(createTRPCClient<AppRouter>({ links: foyerLinks(options) }));
}
