import type { UserId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import { DomainError } from "./domain-error.js";

/** The signed-in user on whose behalf something happens. */
export interface Actor {
  readonly id: UserId;
  readonly role: Role;
}

/** Its organizer and admins run an event; nobody else does (domain rules, Event). */
export function runsEvent(actor: Actor, event: { readonly organizerId: string }): boolean {
  return actor.role === "admin" || event.organizerId === actor.id;
}

/** @throws DomainError FORBIDDEN when the actor does not run the event */
export function requireRunsEvent(actor: Actor, event: { readonly organizerId: string }): void {
  if (!runsEvent(actor, event)) {
    throw new DomainError("FORBIDDEN", "Only the organizer of this event may do this.");
  }
}
