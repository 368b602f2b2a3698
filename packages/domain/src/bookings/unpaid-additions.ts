import type { AppContext } from "../context.js";
import { rateLimitedBy, windowStart } from "../security/rate-limit.js";

/** How many are kept at most where the limit itself is not known. */
const MOST_KEPT = 100;

/**
 * Refuses somebody whose additions to a booking were held and not paid too often: they withhold tickets from others as abandoned
 * bookings do (domain rules, Limits).
 *
 * @returns those that still count
 * @throws DomainError RATE_LIMITED
 */
export function requireFewUnpaid(
  { rateLimits }: Pick<AppContext, "rateLimits">,
  unpaidAdditionsAt: readonly Date[],
  now: Date,
): readonly Date[] {
  if (rateLimits === "off") return [];
  const limit = rateLimits.bookingsAbandoned;
  const tooMany = rateLimitedBy(limit, unpaidAdditionsAt, now);
  if (tooMany !== undefined) throw tooMany;
  const since = windowStart(limit, now);
  return unpaidAdditionsAt.filter((at) => at > since);
}

/** The same with an offer of the waiting list, which is made whatever the limit says: joining the list is refused by it. */
export function withUnpaidOffer(unpaidAdditionsAt: readonly Date[], now: Date): Date[] {
  return [...unpaidAdditionsAt, now].slice(-MOST_KEPT);
}
