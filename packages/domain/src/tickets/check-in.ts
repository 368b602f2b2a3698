import type { CheckInInput, checkInView, UndoCheckInInput } from "@foyer/contract/ticket";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";

export type CheckInAnswer = z.input<typeof checkInView>;

export async function checkIn(_: Foyer, __: Actor, ___: CheckInInput): Promise<CheckInAnswer> {
  throw new Error("To come.");
}
export async function undoCheckIn(_: Foyer, __: Actor, ___: UndoCheckInInput): Promise<CheckInAnswer> {
  throw new Error("To come.");
}
