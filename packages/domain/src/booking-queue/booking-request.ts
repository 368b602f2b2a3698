import type { CreateBookingInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import { type KeyedCall, recordId } from "../idempotency/idempotency-record.js";

/** Somebody who wants tickets. */
export interface BookingRequest {
  readonly actor: Actor;
  readonly input: CreateBookingInput;
  /** The call and the id of what its key remembers, if it came with one: it may be a repeat. */
  readonly repeatable: RepeatableRequest | undefined;
}

interface RepeatableRequest {
  readonly call: KeyedCall;
  readonly id: string;
}

export function toBookingRequest(actor: Actor, input: CreateBookingInput): BookingRequest {
  const { idempotencyKey: key, ...rest } = input;
  if (key === undefined) return { actor, input, repeatable: undefined };
  const call = { userId: actor.id, key, operation: "booking.create", input: rest };
  return { actor, input, repeatable: { call, id: recordId(call) } };
}

/** The ids of the idempotency records that requests may have. */
export function recordIdsOf(requests: readonly BookingRequest[]): string[] {
  return requests.flatMap(({ repeatable }) => repeatable?.id ?? []);
}
