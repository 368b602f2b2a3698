import { API_SCOPES, type ApiAccess, scopesOf } from "@foyer/contract/api-scopes";
import { bookingId, discountCodeId, eventId, questionId } from "@foyer/contract/ids";
import { badKeyError } from "@foyer/domain/api-keys/key-holder";
import {
  countKeyCall,
  requireKeyForAllEvents,
  requireKeyForBooking,
  requireKeyForEvent,
  requireKeyForPart,
  requireScope,
} from "@foyer/domain/api-keys/use-key";
import { DomainError } from "@foyer/domain/domain-error";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Caller, Context } from "./context.js";
import { KEY_REACH, type KeyReach } from "./key-reach.js";

/** A caller with an API key, good or not. */
type KeyCaller = Extract<Caller, { readonly kind: "key" | "badKey" }>;

/** Whether the call comes with an API key. */
export function isByKey(caller: Caller): caller is KeyCaller {
  return caller.kind === "key" || caller.kind === "badKey";
}

const ACCESS: ReadonlyMap<string, ApiAccess> = new Map(Object.entries(API_SCOPES));
const REACH: ReadonlyMap<string, KeyReach> = new Map(Object.entries(KEY_REACH));

/**
 * Lets a call with an API key pass: the key holds, has calls left and the procedure's scope, and is for the event that
 * the call concerns. Every procedure begins with this; what its user may do comes after.
 *
 * @throws DomainError UNAUTHENTICATED, RATE_LIMITED, FORBIDDEN
 */
export async function admitKey(
  ctx: Context,
  caller: KeyCaller,
  path: string,
  getRawInput: () => Promise<unknown>,
): Promise<void> {
  if (caller.kind === "badKey") throw badKeyError(caller.problem);
  await countKeyCall(ctx.app, caller, ctx.onKeyCall);
  const access = ACCESS.get(path) ?? null;
  if (access === "any") return;
  if (access === null) {
    throw new DomainError("FORBIDDEN", "This cannot be done with an API key. Sign in to do it.");
  }
  requireScope(caller, scopesOf(access));
  await holdToReach(ctx, caller, REACH.get(path), getRawInput);
}

const idOfPart = z.object({ id: z.union([discountCodeId, questionId]) });

/** Ids are read as the procedures' own schemas read them, which come after. */
const named = {
  id: { event: z.object({ id: eventId }), booking: z.object({ id: bookingId }) },
  eventId: { event: z.object({ eventId }) },
};

async function holdToReach(
  { app }: Context,
  caller: Extract<Caller, { readonly kind: "key" }>,
  reach: KeyReach | undefined,
  getRawInput: () => Promise<unknown>,
): Promise<void> {
  switch (reach) {
    case "none":
    case "list":
      return;
    case "beyond":
    case undefined:
      return requireKeyForAllEvents(caller);
  }
  if ("booking" in reach) {
    const needsManage = reach.ofOthers !== undefined && !caller.scopes.has(reach.ofOthers);
    if (caller.onlyEvents === undefined && !needsManage) return;
    const { id } = read(named.id.booking, await getRawInput());
    return requireKeyForBooking(app, caller, id, needsManage ? "own" : "any");
  }
  if (caller.onlyEvents === undefined) return;
  const input = await getRawInput();
  if ("part" in reach) return requireKeyForPart(app, caller, reach.part, read(idOfPart, input).id);
  const event =
    reach.event === "id" ? read(named.id.event, input).id : read(named.eventId.event, input).eventId;
  requireKeyForEvent(caller, event);
}

function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new TRPCError({ code: "BAD_REQUEST", cause: parsed.error });
}
