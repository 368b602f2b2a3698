import type { JoinWaitlistInput, LeaveWaitlistInput, waitlistEntryView } from "@foyer/contract/waitlist";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";

export type WaitlistEntryAnswer = z.input<typeof waitlistEntryView>;

export async function joinWaitlist(
  _: Foyer,
  __: Actor,
  ___: JoinWaitlistInput,
): Promise<WaitlistEntryAnswer> {
  throw new Error("To come.");
}
export async function leaveWaitlist(
  _: Foyer,
  __: Actor,
  ___: LeaveWaitlistInput,
): Promise<WaitlistEntryAnswer> {
  throw new Error("To come.");
}
export async function listMyWaitlist(_: Foyer, __: Actor): Promise<WaitlistEntryAnswer[]> {
  throw new Error("To come.");
}
