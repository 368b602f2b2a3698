import type { Clock } from "../clock.js";
import { type Limit, rateLimited } from "./rate-limit.js";

/** Counts calls in this process: cheap, for what needs a bound and not a guard. */
export interface CallBudget {
  /** @throws DomainError RATE_LIMITED when the subject has used its calls of this window up */
  count(subject: string): void;
}

/** A budget of calls for each subject, in windows that are the same for all. */
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
