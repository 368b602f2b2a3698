/** Answers are sent at multiples of this time, so that the duration of the work cannot be measured. */
const STEP_MS = 100;

/**
 * Runs `work` and settles, successfully or not, when a whole number of steps has passed since the start. This
 * hides differences well below a step (an extra write, a missing user), so the work still has to take the same
 * path in all cases as far as possible.
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
