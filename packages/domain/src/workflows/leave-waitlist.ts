import { eventId as eventIdSchema } from "@foyer/contract/ids";
import { type LeaveWaitlistInput, LISTED_STATES, waitlistEntryView } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { stopWaiting } from "../waitlist/stop-waiting.js";
import { readEntry, type WaitlistEntryAnswer } from "../waitlist/waitlist-view.js";
import { endOffer } from "./end-offer.js";

/**
 * Removes the actor from an event's waiting list. An offer is declined, and its tickets are offered to the next
 * place.
 *
 * @throws DomainError NOT_WAITING, IDEMPOTENCY_KEY_REUSED
 */
export async function leaveWaitlist(
  context: AppContext,
  actor: Actor,
  input: LeaveWaitlistInput,
): Promise<WaitlistEntryAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<WaitlistEntryAnswer>(context, actor, {
    operation: "waitlist.leave",
    idempotencyKey,
    input: request,
    deserialize: (kept) => waitlistEntryView.parse(kept),
    work: async (tx) => readEntry(tx, await leaveIn(tx, context, actor, request.eventId)),
  });
}

/**
 * The same within a transaction.
 *
 * @returns the id of the place
 * @throws DomainError NOT_WAITING
 */
export async function leaveIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Pick<Actor, "id">,
  event: string,
): Promise<string> {
  const eventId = eventIdSchema.parse(event);
  const entry = await tx.waitlistEntry.findFirst({
    where: { eventId, userId: actor.id, state: { in: [...LISTED_STATES] } },
    select: { id: true, state: true, bookingId: true },
  });
  if (entry === null) throw new DomainError("NOT_WAITING", "You are not on this event's waiting list.");
  if (entry.state === "waiting") {
    const end = { state: "closed", because: "left" } as const;
    await stopWaiting(tx, context, { eventId, userId: actor.id, at: context.clock.now(), end });
    return entry.id;
  }
  await endOffer(tx, context, { ...entry, eventId }, { by: "attendee", reason: "The offer was declined." });
  return entry.id;
}
