import { eventId as toEventId, userId as toUserId } from "@foyer/contract/ids";
import { type WaitlistPlaceInput, waitlistPlace } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { queueMails } from "../outbox/queue-mails.js";
import { readPlace, requireRunPlace, type WaitlistPlaceAnswer } from "../waitlist/list-event-waitlist.js";
import { stopWaiting } from "../waitlist/stop-waiting.js";
import { endOffer } from "./end-offer.js";

/**
 * Takes a place off the waiting list; its holder is mailed. An offer is taken back, and its tickets are offered to the next
 * place. For those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, NOT_WAITING, IDEMPOTENCY_KEY_REUSED
 */
export async function removePlace(
  context: AppContext,
  actor: Actor,
  { idempotencyKey, ...request }: WaitlistPlaceInput,
): Promise<WaitlistPlaceAnswer> {
  return withIdempotency<WaitlistPlaceAnswer>(context, actor, {
    operation: "waitlist.remove",
    idempotencyKey,
    input: request,
    deserialize: (kept) => waitlistPlace.parse(kept),
    work: async (tx) => {
      await removeIn(tx, context, actor, request.id);
      return readPlace(tx, request.id, context.clock.now());
    },
  });
}

async function removeIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  id: string,
): Promise<void> {
  const place = await requireRunPlace(tx, actor, id);
  const eventId = toEventId.parse(place.eventId);
  const userId = toUserId.parse(place.userId);
  if (place.state === "waiting") {
    const end = { state: "closed", because: "removed" } as const;
    await stopWaiting(tx, context, { eventId, userId, at: context.clock.now(), end });
    await queueMails(tx, context, [{ template: "waitlist_removed", userId, waitlistEntryId: id }]);
    return;
  }
  const reason = "The organizer took back the tickets that were offered.";
  const isEnded =
    place.state === "offered" &&
    (await endOffer(tx, context, { ...place, eventId }, { by: "organizer", reason }));
  if (!isEnded) throw new DomainError("NOT_WAITING", "This place is not on the waiting list any more.");
}
