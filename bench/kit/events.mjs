import { eventKeys } from "@foyer/domain/events/event-keys";
import { ObjectId } from "mongodb";
import { insertAll } from "./database.mjs";

const DAY_MS = 86_400_000;

/**
 * An event as `event.create` writes it, with all of its tickets available.
 *
 * @param {ObjectId} organizer
 * @param {object} [differences]
 */
export function eventDocument(organizer, differences = {}) {
  const now = new Date();
  const event = {
    _id: new ObjectId(),
    name: "An evening on sale",
    description: "One of the events that a load program made.",
    venue: "Bench Hall",
    dateTime: new Date(now.getTime() + 60 * DAY_MS),
    timeZone: "Europe/Berlin",
    capacity: 100,
    price: 2_500,
    currency: "EUR",
    category: "Concerts",
    organizerId: organizer,
    isActive: true,
    cancellationCutoffHours: 24,
    carriedBalance: 0,
    carriedBooked: 0,
    waitingCount: 0,
    calendarVersion: 0,
    ticketKey: "bench",
    createdAt: now,
    updatedAt: now,
    ...differences,
  };
  return {
    ...eventKeys(event),
    availableTickets: event.capacity,
    ...event,
  };
}

/** The first row of an event's capacity log: the release of its whole capacity. */
function openingRow({ _id, capacity, createdAt }) {
  return {
    eventId: _id,
    operation: "release",
    quantity: capacity,
    timestamp: createdAt,
    bookingId: null,
    isCarried: false,
  };
}

/** Adds events without bookings. */
export async function addEvents(db, events) {
  await insertAll(db.collection("Event"), events);
  await insertAll(db.collection("EventCapacityLog"), events.map(openingRow));
}
