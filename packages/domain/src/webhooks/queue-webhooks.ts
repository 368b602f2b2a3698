import { type EventId, eventId as toEventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";
import { readMessages, type WebhookNews } from "./read-messages.js";
import { subjectOf, toDeliveryRows } from "./webhook-rows.js";

/**
 * Queues webhooks about changes of one event and its bookings, in the transaction of the change and after it, so that
 * neither exists without the other. To be called by every write of a booking, with everything the transaction tells at
 * once where it can: nothing is read or written unless an endpoint of the event's organizer asks for it.
 */
export async function queueWebhooks(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  event: EventId | string,
  news: readonly WebhookNews[],
): Promise<void> {
  if (news.length === 0) return;
  const eventId = toEventId.parse(event);
  const found = context.webhooks.forEvents(tx, [eventId]);
  const subscriptions = (found instanceof Promise ? await found : found).get(eventId);
  if (subscriptions === undefined) return;
  const wanted = news.filter(({ type }) => subscriptions.some(({ types }) => types.has(type)));
  if (wanted.length === 0) return;

  const messages = await readMessages(tx, eventId, wanted);
  const last = await readLast(tx, [...new Set(messages.map(subjectOf))]);
  const rows = toDeliveryRows(
    messages,
    () => subscriptions,
    (subjectId) => last.get(subjectId),
    context.clock.now(),
  );
  await insertMany(tx, "WebhookDelivery", rows);
}

/** The news that bookings of any events changed, by event: each event's is queued by itself. */
export function changesByEvent<Event extends EventId | string>(
  bookings: Iterable<{ readonly id: string; readonly eventId: Event }>,
): readonly (readonly [Event, readonly WebhookNews[]])[] {
  return [...Map.groupBy(bookings, ({ eventId }) => eventId)].map(([eventId, changed]) => [
    eventId,
    changed.map(({ id }) => ({ type: "booking.changed", bookingId: id })),
  ]);
}

/**
 * The time of each subject's last message. Changes of one booking write the same document, so of two transactions the
 * later one reads what the earlier one queued, and the order of times is that of the changes.
 */
async function readLast(tx: Transaction, subjectIds: string[]): Promise<ReadonlyMap<string, Date>> {
  if (subjectIds.length === 0) return new Map();
  const found = await tx.webhookDelivery.groupBy({
    by: ["subjectId"],
    where: { subjectId: { in: subjectIds } },
    _max: { orderedAt: true },
  });
  return new Map(
    found.flatMap(({ subjectId, _max }) => (_max.orderedAt === null ? [] : [[subjectId, _max.orderedAt]])),
  );
}
