import type { DuplicateEventInput } from "@foyer/contract/event";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import type { EventAnswer } from "./find-event.js";

export async function duplicateEvent(_: Foyer, __: Actor, ___: DuplicateEventInput): Promise<EventAnswer> {
  throw new Error("To come.");
}
