import type { CreateBookingInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import { type KeyedCall, memoryId } from "../idempotency/key-memory.js";

/** Somebody who wants tickets. */
export interface BookingRequest {
  readonly actor: Actor;
  readonly input: CreateBookingInput;
}

/** A request that came with a key, and the id of what the key remembers. */
export interface RepeatableRequest {
  readonly call: KeyedCall;
  readonly id: string;
}

/** A request as a call that may be a repeat, if it came with a key. */
export function toRepeatable({ actor, input }: BookingRequest): RepeatableRequest | undefined {
  const { idempotencyKey: key, ...rest } = input;
  if (key === undefined) return undefined;
  const call = { userId: actor.id, key, operation: "booking.create", input: rest };
  return { call, id: memoryId(call) };
}
