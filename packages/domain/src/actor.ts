import type { UserId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import { DomainError } from "./domain-error.js";

/** The signed-in user who makes a request. */
export interface Actor {
  readonly id: UserId;
  readonly role: Role;
}

/** Whether the actor runs the event: its organizer and admins do (domain rules, Event). */
export function runsEvent(actor: Actor, event: { readonly organizerId: string }): boolean {
  return actor.role === "admin" || event.organizerId === actor.id;
}

/** @throws DomainError FORBIDDEN if the actor does not run the event */
export function requireRunsEvent(actor: Actor, event: { readonly organizerId: string }): void {
  if (!runsEvent(actor, event)) {
    throw new DomainError("FORBIDDEN", "Only the organizer of this event may do this.");
  }
}
