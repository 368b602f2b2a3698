import type { ApiKeyId } from "@foyer/contract/ids";
import {
  addToWindow,
  currentWindow,
  type Limit,
  type Limiting,
  type Window,
} from "../security/rate-limit.js";

/** What a key has left of its calls. */
export interface KeyAllowance {
  /** Whether the call just counted is allowed. */
  readonly isWithin: boolean;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until all calls are available again. */
  readonly resetSeconds: number;
}

/** Counts the calls of API keys, for all processes together. */
export interface KeyBudget {
  /** Counts one call. Undefined if there is no limit. */
  take(key: ApiKeyId): Promise<KeyAllowance | undefined>;
}

/** The calls of a key in one window, as far as this process knows. */
interface Lease {
  readonly window: Window;
  /** Calls that this process has counted in the database and not yet used. */
  left: number;
  /** Calls that no process has counted yet, when this one last asked. */
  uncounted: number;
  /** Calls in this process that wait for the database. */
  waiting: number;
  fetching: Promise<void> | undefined;
}

/** The part of the limit that is counted ahead: a write for each call would cost as much as the call itself. */
const LEASED_SHARE = 0.01;

/**
 * Counts calls in the database, some at a time. All processes together never allow more calls than the limit. What
 * one has counted ahead and not used, at most a hundredth of the limit, is missing from it until the window ends;
 * limits below 200 are counted one by one.
 */
export function createKeyBudget(context: Limiting): KeyBudget {
  const { rateLimits, clock } = context;
  if (rateLimits === "off") return { take: async () => undefined };
  const limit = rateLimits.callsPerApiKey;
  let leases = new Map<ApiKeyId, Lease>();
  let current = currentWindow(limit, clock.now());

  function leaseOf(key: ApiKeyId): Lease {
    const window = currentWindow(limit, clock.now());
    if (window.number !== current.number) {
      leases = new Map();
      current = window;
    }
    const known = leases.get(key);
    if (known !== undefined) return known;
    const lease: Lease = { window, left: 0, uncounted: limit.max, waiting: 0, fetching: undefined };
    leases.set(key, lease);
    return lease;
  }

  async function fetchMore(key: ApiKeyId, lease: Lease): Promise<void> {
    // Calls of the same moment are counted together.
    await new Promise((resolve) => setImmediate(resolve));
    const wanted = Math.max(1, Math.floor(limit.max * LEASED_SHARE), lease.waiting);
    const { window } = lease;
    const count = await addToWindow(context, { name: "callsPerApiKey", subject: key, window }, wanted);
    lease.left += Math.min(wanted, Math.max(0, limit.max - (count - wanted)));
    lease.uncounted = Math.max(0, limit.max - count);
  }

  return {
    async take(key) {
      for (;;) {
        const lease = leaseOf(key);
        if (lease.left > 0) {
          lease.left--;
          return allowance(limit, lease, clock.now(), true);
        }
        if (lease.uncounted === 0) return allowance(limit, lease, clock.now(), false);
        lease.waiting++;
        lease.fetching ??= fetchMore(key, lease).finally(() => {
          lease.fetching = undefined;
        });
        try {
          await lease.fetching;
        } finally {
          lease.waiting--;
        }
      }
    },
  };
}

function allowance(
  { max, windowSeconds }: Limit,
  { window, left, uncounted }: Lease,
  now: Date,
  isWithin: boolean,
): KeyAllowance {
  const resetSeconds = Math.max(1, Math.ceil((window.endsAt.getTime() - now.getTime()) / 1_000));
  return { isWithin, limit: max, windowSeconds, remaining: left + uncounted, resetSeconds };
}
