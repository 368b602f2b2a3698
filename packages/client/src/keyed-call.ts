import { randomId } from "@foyer/contract/random-id";
import type { TRPCRequestOptions } from "@trpc/client";

/** A call that may be sent any number of times, and is carried out once. */
export interface KeyedCall<Input, Output> {
  /** The input with its key, to be stored by programs that may be ended before the answer comes. */
  readonly input: Input & { readonly idempotencyKey: string };
  /** Sends the call, or sends it again. */
  send(options?: TRPCRequestOptions): Promise<Output>;
}

/**
 * One intent to change something. Each `send` has the same idempotency key: that of the input, or a new one.
 *
 * @example
 * const wish = keyedCall(foyer.booking.create, { eventId, ticketQuantity: 2, paymentMethod: "cash" });
 * const booking = await wish.send().catch(() => wish.send());
 */
export function keyedCall<Input extends { readonly idempotencyKey?: string | undefined }, Output>(
  procedure: { readonly mutate: (input: Input, options?: TRPCRequestOptions) => Promise<Output> },
  // Inferred from the procedure alone: one that takes no key would else be taken for one whose input may be empty.
  input: NoInfer<Input>,
): KeyedCall<Input, Output> {
  const keyed = { ...input, idempotencyKey: input.idempotencyKey ?? randomId() };
  return { input: keyed, send: (options) => procedure.mutate(keyed, options) };
}
