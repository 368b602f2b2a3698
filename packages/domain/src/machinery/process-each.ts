/**
 * Processes items one after the other; a failure does not stop the rest.
 *
 * @param what names the items, for the error
 * @returns the sum of the results
 * @throws AggregateError at the end, if some failed
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
