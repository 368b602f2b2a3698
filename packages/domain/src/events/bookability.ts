import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, date, oid, type RawFilter, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import { DomainError } from "../domain-error.js";
import { acceptsBookings } from "./accepts-bookings.js";
import { eventCancelled } from "./refuse-cancelled.js";

const columns = {
  isActive: 1,
  cancelledAt: 1,
  dateTime: 1,
  capacity: 1,
  availableTickets: 1,
  waitingCount: 1,
  price: 1,
  currency: 1,
  cancellationCutoffHours: 1,
} as const;

const rawEvents = z.array(
  z.object({
    _id: rawId,
    isActive: z.boolean(),
    cancelledAt: rawDate.nullish(),
    dateTime: rawDate,
    capacity: z.number(),
    availableTickets: z.number(),
    waitingCount: z.number(),
    price: z.number(),
    currency: z.string(),
    cancellationCutoffHours: z.number(),
  }),
);

/** What whoever wants tickets has to know of an event. */
export type EventState = Omit<z.output<typeof rawEvents>[number], "_id">;

/** What there is to say of an event to whoever wants its tickets: itself, or why it takes no bookings. */
export type Bookability =
  | { readonly kind: "open"; readonly event: EventState }
  | { readonly kind: "closed"; readonly why: DomainError };

/** Looks at events whose tickets somebody wants: those that are closed are NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN. */
export async function readBookabilities(
  tx: Pick<Transaction, "event">,
  eventIds: readonly EventId[],
  now: Date,
): Promise<ReadonlyMap<EventId, Bookability>> {
  const found = await tx.event.findRaw({
    filter: asJson({ _id: { $in: eventIds.map(oid) } }),
    options: { ...ALL_AT_ONCE, projection: columns },
  });
  const events = new Map(rawEvents.parse(found).map(({ _id, ...event }) => [_id, event]));
  return new Map(eventIds.map((id) => [id, toBookability(events.get(id), now)]));
}

/** What there is to say of an event that looks like this. */
export function toBookability(event: EventState | undefined, now: Date): Bookability {
  const closed = (why: DomainError) => ({ kind: "closed", why }) as const;
  if (event === undefined) return closed(new DomainError("NOT_FOUND", "There is no such event."));
  const cancelledAt = event.cancelledAt ?? null;
  if (cancelledAt !== null) return closed(eventCancelled());
  if (!acceptsBookings({ ...event, cancelledAt }, now)) {
    return closed(new DomainError("EVENT_NOT_OPEN", "This event takes no bookings."));
  }
  return { kind: "open", event };
}

/** A filter that an event passes while it is as it was seen, in all that matters to whoever wants its tickets. */
export function versionCondition({ dateTime, cancelledAt: _, ...same }: EventState): RawFilter {
  return { ...same, dateTime: date(dateTime), cancelledAt: null };
}

/** @throws DomainError NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN */
export async function readBookableEvent(tx: Transaction, eventId: EventId, now: Date): Promise<EventState> {
  const opening = (await readBookabilities(tx, [eventId], now)).get(eventId);
  if (opening === undefined) throw new Error("Every event that is asked about is answered.");
  if (opening.kind === "closed") throw opening.why;
  return opening.event;
}

/** Why there are no tickets for somebody: none are left, too few, or others come first. */
export function soldOutError({
  availableTickets,
  waitingCount,
}: Pick<EventState, "availableTickets" | "waitingCount">): DomainError {
  if (waitingCount > 0) {
    const message = "This event is sold out, and others are waiting for tickets already.";
    return new DomainError("EVENT_SOLD_OUT", message, { availableTickets: 0, waitingCount });
  }
  const message =
    availableTickets === 0
      ? "This event is sold out."
      : `Only ${availableTickets} ${availableTickets === 1 ? "ticket is" : "tickets are"} left.`;
  return new DomainError("EVENT_SOLD_OUT", message, { availableTickets });
}
