import type { BookingId, EventId, UserId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import { DomainError } from "./domain-error.js";

/** The user who makes a request, signed in, through an API key, or with a token that opens one of their bookings. */
export interface Actor {
  readonly id: UserId;
  readonly role: Role;
  /**
   * The only events that the request may concern, if it comes with an API key that is limited to some. The router
   * holds calls about one event to it; lists leave out what belongs to others.
   */
  readonly onlyEvents?: ReadonlySet<EventId>;
  /** The only booking that the request may concern, if it comes with the token of a guest. It is nobody's account then. */
  readonly onlyBooking?: BookingId;
}

/** Whether the actor runs the event: its organizer and admins do (domain rules, Event), but nobody with a guest's token. */
export function runsEvent(actor: Actor, event: { readonly organizerId: string }): boolean {
  if (actor.onlyBooking !== undefined) return false;
  return actor.role === "admin" || event.organizerId === actor.id;
}

/** @throws DomainError FORBIDDEN if the actor does not run the event */
export function requireRunsEvent(actor: Actor, event: { readonly organizerId: string }): void {
  if (!runsEvent(actor, event)) {
    throw new DomainError("FORBIDDEN", "Only the organizer of this event may do this.");
  }
}
