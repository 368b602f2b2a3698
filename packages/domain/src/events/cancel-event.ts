import type { CancelEventInput } from "@foyer/contract/event";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import type { EventAnswer } from "./find-event.js";

export async function cancelEvent(_: Foyer, __: Actor, ___: CancelEventInput): Promise<EventAnswer> {
  throw new Error("To come.");
}
