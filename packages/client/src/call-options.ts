import type { TRPCRequestOptions } from "@trpc/client";

/** What a call may do differently from its client. */
export interface CallOptions {
  /** The limit of each attempt, in milliseconds. */
  readonly timeoutMs?: number;
  /** How often the call is sent at most; 1 is no repeat. */
  readonly tries?: number;
  /** Ends the call, whatever it waits for. */
  readonly signal?: AbortSignal;
}

/** Options of a call in the context that tRPC hands to the links. */
class CallSettings {
  readonly options: CallOptions;

  constructor(options: CallOptions) {
    this.options = options;
  }
}

/**
 * Options of one call, as tRPC's calls take them.
 *
 * @example
 * await foyer.event.reconcile.query({ eventId }, callOptions({ timeoutMs: 60_000, tries: 1 }));
 */
export function callOptions(options: CallOptions): TRPCRequestOptions {
  const { signal } = options;
  return { context: { foyer: new CallSettings(options) }, ...(signal && { signal }) };
}

/** The options that a call was made with. */
export function optionsOf({ context }: { readonly context: Record<string, unknown> }): CallOptions {
  const settings = context.foyer;
  return settings instanceof CallSettings ? settings.options : {};
}
