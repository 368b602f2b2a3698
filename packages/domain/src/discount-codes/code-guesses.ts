import { DomainError } from "../domain-error.js";
import { countAttempt, createCallBudget, type Limiting } from "../security/rate-limit.js";

/** Limits how many discount codes a user tries, so that codes are not guessed by booking. */
export interface CodeGuesses {
  /**
   * Does something with a code that a user typed. It is counted in this process and without waiting: in a rush thousands have
   * the right one. A code that does not exist is counted for all processes; once there were too many, this process refuses
   * right ones as well: they would tell themselves from wrong ones.
   *
   * @throws DomainError RATE_LIMITED, and what `work` throws
   */
  limit<Answer>(userId: string, work: () => Promise<Answer>): Promise<Answer>;
}

export function createCodeGuesses(context: Limiting): CodeGuesses {
  const { clock, rateLimits } = context;
  if (rateLimits === "off") return { limit: (_, work) => work() };
  const here = createCallBudget(rateLimits.codesPerUser, clock);

  async function countWrong(userId: string): Promise<void> {
    try {
      await countAttempt(context, "codesPerUser", userId);
    } catch (error) {
      here.exhaust(userId);
      throw error;
    }
  }

  return {
    async limit(userId, work) {
      here.count(userId);
      try {
        return await work();
      } catch (error) {
        if (error instanceof DomainError && error.code === "CODE_INVALID") await countWrong(userId);
        throw error;
      }
    },
  };
}
