import type { EventId } from "@foyer/contract/ids";
import type { DoorView } from "@foyer/contract/ticket";
import type { Foyer } from "../foyer.js";

export async function findDoor(_: Foyer, __: EventId): Promise<DoorView> {
  throw new Error("To come.");
}
