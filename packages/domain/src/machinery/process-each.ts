/**
 * Does the same for one after the other; what fails for one is not left undone for the rest.
 *
 * @param what names those it is done for, for the error
 * @returns the sum of what it answered
 * @throws AggregateError afterwards, when it failed for some
 */
export async function processEach<Item>(
  items: readonly Item[],
  what: string,
  work: (item: Item) => Promise<number>,
): Promise<number> {
  let sum = 0;
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      sum += await work(item);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} ${what} could not be done.`);
  return sum;
}
