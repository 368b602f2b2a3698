import type { Clock } from "../clock.js";
import { type Limit, rateLimited } from "./rate-limit.js";

/** A rate limit counted in this process: cheap, for limits that are not security-critical. */
export interface CallBudget {
  /** @throws DomainError RATE_LIMITED if the subject has used up its calls of this window */
  count(subject: string): void;
}

/** Counts calls per subject, in windows common to all subjects. */
export function createCallBudget(limit: Limit | "off", clock: Clock): CallBudget {
  if (limit === "off") return { count() {} };
  const { max, windowSeconds } = limit;
  const calls = new Map<string, number>();
  let endsAt = 0;
  return {
    count(subject) {
      const now = clock.now().getTime();
      if (now >= endsAt) {
        calls.clear();
        endsAt = now + windowSeconds * 1_000;
      }
      const count = (calls.get(subject) ?? 0) + 1;
      calls.set(subject, count);
      if (count > max) throw rateLimited(Math.ceil((endsAt - now) / 1_000));
    },
  };
}
