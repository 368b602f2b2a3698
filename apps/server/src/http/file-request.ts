import type { BookingId } from "@foyer/contract/ids";
import type { Actor } from "@foyer/domain/actor";
import { badKeyError } from "@foyer/domain/api-keys/key-holder";
import { countKeyCall, requireScope } from "@foyer/domain/api-keys/use-key";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { actorOfGuest, guestByCookie } from "@foyer/router/admit-guest";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { attachment } from "./content-disposition.js";
import { createRequestContext } from "./request-context.js";

/**
 * The caller of a file's route, by the same cookie, bearer token or API key as tRPC calls; a key needs the scope to
 * read. Errors thrown by file routes are answered like any other.
 *
 * @param booking the booking that the file is about, which a guest's token opens, as a bearer token or in a cookie
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED
 */
export async function requireCaller(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  booking?: BookingId,
): Promise<Actor> {
  const outer = await createRequestContext(context, request, reply);
  const { onKeyCall } = outer;
  const guest = booking && (await guestByCookie(outer, async () => ({ id: booking })));
  const caller = guest?.guest ?? outer.caller;
  if (caller.kind === "badKey") throw badKeyError(caller.problem);
  if (caller.kind === "key") {
    await countKeyCall(context, caller, onKeyCall);
    requireScope(caller, ["read"]);
    return caller;
  }
  if (caller.kind === "guest" && caller.booking === booking) return actorOfGuest(caller);
  if (caller.kind !== "user") throw new DomainError("UNAUTHENTICATED", "Sign in to get this file.");
  return caller;
}

/**
 * The id in a file's URL (`:id`).
 *
 * @throws DomainError NOT_FOUND if it is not a valid id
 */
export function readId<Schema extends z.ZodType>(request: FastifyRequest, id: Schema): z.output<Schema> {
  const named = id.safeParse(z.object({ id: z.string() }).safeParse(request.params).data?.id);
  if (!named.success) throw new DomainError("NOT_FOUND", "There is nothing at this address.");
  return named.data;
}

/** Sets the headers of a download with this name, which must not be cached by proxies. */
export function announceFile(
  reply: FastifyReply,
  { filename, contentType }: { readonly filename: string; readonly contentType: string },
): FastifyReply {
  return reply
    .type(contentType)
    .header("content-disposition", attachment(filename))
    .header("cache-control", "private, no-store");
}
