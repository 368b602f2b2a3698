import type { EventId } from "@foyer/contract/ids";
import type { WebhookType } from "@foyer/contract/webhook-types";
import type { Transaction } from "@foyer/db/database";
import { type NewRow, oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { toBookedTickets } from "../bookings/booked-tickets.js";
import type { BookingAnswer } from "../bookings/booking.js";
import { attendeeOf } from "../bookings/guest-booking.js";
import { eventColumns, toEventView } from "../events/find-event.js";
import { type AddressedMessage, toDeliveryRows } from "../webhooks/webhook-rows.js";
import type { Subscription, Subscriptions } from "../webhooks/webhook-subscriptions.js";
import type { Decision } from "./decide-bookings.js";

const attendees = rawModel("User", { id: true, name: true, email: true });

/**
 * The webhooks about a batch's bookings, and about events that it sold out, for {@link Decision} to be written with. For
 * events with endpoints alone: others cost nothing.
 */
export async function webhooksOfBatch(
  tx: Transaction,
  decision: Decision,
  subscriptions: Subscriptions,
): Promise<readonly NewRow<"WebhookDelivery">[]> {
  const { now } = decision;
  const asks = (eventId: EventId, type: WebhookType) =>
    subscriptions.get(eventId)?.some(({ types }) => types.has(type)) ?? false;
  const soldOut = [...decision.events].flatMap(([id, { taken, after }]) =>
    taken > 0 && after.availableTickets === 0 && asks(id, "event.sold_out") ? [id] : [],
  );
  const [bookings, events] = await Promise.all([
    tellBookings(tx, decision, asks),
    tellSoldOut(tx, soldOut, now),
  ]);
  const byEvent = new Map<string, readonly Subscription[]>(subscriptions);
  // Bookings that did not exist have had no message.
  return toDeliveryRows(
    [...bookings, ...events],
    (eventId) => byEvent.get(eventId) ?? [],
    () => undefined,
    now,
  );
}

async function tellBookings(
  tx: Transaction,
  { bookings, outcomes }: Decision,
  asks: (eventId: EventId, type: WebhookType) => boolean,
): Promise<AddressedMessage[]> {
  const told = bookings.filter(({ eventId, status }) => asks(eventId, typeOf(status)));
  if (told.length === 0) return [];
  const found = await attendees.find(tx.user, { _id: { $in: told.map(({ userId }) => oid(userId)) } });
  const userOf = new Map<string, (typeof found)[number]>(found.map((user) => [user.id, user]));
  const answers = new Map<string, BookingAnswer>(
    outcomes.flatMap((outcome) => (outcome.kind === "booked" ? [[outcome.booking.id, outcome.booking]] : [])),
  );
  return told.flatMap(({ id, eventId, userId, status, ticketQuantity, items = [], guest = null }) => {
    const booking = answers.get(id);
    const user = userOf.get(userId);
    if (booking === undefined || user === undefined) return [];
    const tickets = toBookedTickets({ ticketQuantity, items, tickets: [], lastTicketNumber: null });
    const data = { ...booking, attendee: attendeeOf({ user, guest }), tickets };
    return [{ message: { type: typeOf(status), data }, eventId, bookingId: id }];
  });
}

function typeOf(status: "pending" | "confirmed"): "booking.held" | "booking.confirmed" {
  return status === "pending" ? "booking.held" : "booking.confirmed";
}

/** The events are read before the batch writes them, so what it changes is put in. */
async function tellSoldOut(
  tx: Transaction,
  eventIds: readonly EventId[],
  now: Date,
): Promise<AddressedMessage[]> {
  if (eventIds.length === 0) return [];
  const rows = await tx.event.findMany({ where: { id: { in: [...eventIds] } }, select: eventColumns });
  return rows.map((row) => ({
    message: { type: "event.sold_out", data: { ...toEventView(row), availableTickets: 0, updatedAt: now } },
    eventId: row.id,
    bookingId: null,
  }));
}
