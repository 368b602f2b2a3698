/** Answers leave on tenths of a second, so that what the work took cannot be read from them. */
const STEP_MS = 100;

/**
 * Does work and answers, well or badly, when a whole number of steps has passed since it began. This hides
 * differences well below a step (an extra write, a missing user) and no others: the work has to take the same
 * way in all cases as far as it can.
 */
export async function padResponseTime<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    const rest = STEP_MS - ((performance.now() - startedAt) % STEP_MS);
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
