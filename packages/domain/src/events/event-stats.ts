import type { EventStats } from "@foyer/contract/event-stats";
import type { EventId } from "@foyer/contract/ids";
import type { Foyer } from "../foyer.js";

export async function readEventStats(_: Foyer, __: EventId): Promise<EventStats> {
  throw new Error("To come.");
}
