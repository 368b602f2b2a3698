import { DatabaseBusyError, WriteRefusedError } from "@foyer/db/failure";
import { commitHalving, MAX_TRANSACTIONS } from "@foyer/domain/machinery/group-commit";
import { describe, expect, it } from "vitest";

const BATCH = Array.from({ length: 250 }, (_, index) => index);
const duplicate = () => new WriteRefusedError(11_000, "E11000");

/** Writes the batch with a database that fails as told, and says what came of it. */
async function write(fail: (part: readonly number[], transaction: number) => Error | undefined) {
  const written: number[] = [];
  const rejected: number[] = [];
  let transactions = 0;
  const writer = {
    async write(part: readonly number[]) {
      transactions++;
      const error = fail(part, transactions);
      if (error !== undefined) throw error;
      written.push(...part);
    },
    reject: (part: readonly number[]) => void rejected.push(...part),
  };
  await commitHalving(BATCH, writer);
  // Whatever happens, everybody is answered once.
  expect([...written, ...rejected].sort((a, b) => a - b)).toEqual(BATCH);
  expect(transactions).toBeLessThanOrEqual(MAX_TRANSACTIONS);
  return { written, rejected, transactions };
}

describe("a batch", () => {
  it("is one transaction when nothing fails", async () => {
    expect(await write(() => undefined)).toEqual({ written: BATCH, rejected: [], transactions: 1 });
  });

  it.each([[[137]], [[0]], [[249]], [[3, 200]], [[1, 77, 120, 248]]])(
    "is halved until those are found who failed it: %j",
    async (bad) => {
      const { written, rejected, transactions } = await write((part) =>
        part.some((request) => bad.includes(request)) ? duplicate() : undefined,
      );
      expect(rejected).toEqual(bad);
      // In the order in which they asked.
      expect(written).toEqual(BATCH.filter((request) => !bad.includes(request)));
      expect(transactions).toBeLessThanOrEqual(1 + 16 * bad.length);
    },
  );

  it("takes a bounded number of transactions when everybody fails it", async () => {
    for (const error of [duplicate(), new WriteRefusedError(121, "Document failed validation")]) {
      const { rejected, transactions } = await write(() => error);
      expect(rejected).toHaveLength(250);
      expect(transactions).toBe(MAX_TRANSACTIONS - 1);
    }
  });

  it("is tried once more, as a whole, after what says nothing about any request", async () => {
    const unknown = () => new Error("Nobody knows.");
    expect(await write(unknown)).toMatchObject({ written: [], transactions: 2 });
    const once = (_: readonly number[], transaction: number) => (transaction === 1 ? unknown() : undefined);
    expect(await write(once)).toEqual({ written: BATCH, rejected: [], transactions: 2 });
  });

  it("is given up at once when the database is busy, also what is left of it in parts", async () => {
    expect(await write(() => new DatabaseBusyError())).toMatchObject({ written: [], transactions: 1 });
    const later = (part: readonly number[], transaction: number) => {
      if (transaction > 3) return new DatabaseBusyError();
      return part.includes(0) ? duplicate() : undefined;
    };
    expect(await write(later)).toMatchObject({ written: [], transactions: 4 });
  });
});
