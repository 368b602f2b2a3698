import { randomBytes } from "node:crypto";
import { openDatabase, type Transaction } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { insertMany } from "@foyer/db/raw-commands";
import { databaseUrl } from "@foyer/testing/database-url";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

const db = openDatabase(databaseUrl());
afterAll(() => db.close());

const id = () => randomBytes(12).toString("hex");
const at = new Date("2027-03-01T10:00:00.123Z");

const documents = z.object({
  cursor: z.object({
    firstBatch: z.tuple([
      z.object({ fields: z.array(z.object({ k: z.string(), v: z.unknown(), type: z.string() })) }),
    ]),
  }),
});

/** What both ways write, as the database has it: with the types of its own. */
async function bothWays<Row extends { id: string }>(
  collection: string,
  row: Row,
  byPrisma: (tx: Transaction, row: Row) => Promise<unknown>,
  inBulk: (tx: Transaction, row: Row) => Promise<void>,
  newId: () => string = id,
) {
  const [one, other] = [
    { ...row, id: newId() },
    { ...row, id: newId() },
  ];
  await db.transaction((tx) => byPrisma(tx, one));
  await db.transaction((tx) => inBulk(tx, other));
  const read = async (key: string) => {
    const _id = key.startsWith("key-") ? key : { $oid: key };
    const typed = { k: "$$this.k", v: "$$this.v", type: { $type: "$$this.v" } };
    const fields = { $map: { input: { $objectToArray: "$$ROOT" }, in: typed } };
    const found = await db.prisma.$runCommandRaw({
      aggregate: collection,
      pipeline: [{ $match: { _id } }, { $project: { _id: 0, fields } }],
      cursor: {},
    });
    const [{ fields: read }] = documents.parse(found).cursor.firstBatch;
    return Object.fromEntries(
      read.filter(({ k }) => k !== "_id").map(({ k, ...value }) => [k, JSON.stringify(value)]),
    );
  };
  return [await read(one.id), await read(other.id)] as const;
}

describe("insertMany writes what createMany writes", () => {
  it.each([
    {},
    { holdExpiresAt: at, waitlistEntryId: id(), cancellationReason: null },
    { status: "cancelled" as const, cancelledBy: "expiry" as const, cancelledAt: at },
  ])("of bookings: %o", async (more) => {
    const booking = {
      id: "",
      eventId: id(),
      userId: id(),
      ticketQuantity: 2,
      totalAmount: 2 ** 31 - 1,
      currency: "EUR",
      status: "pending" as const,
      paymentStatus: "pending" as const,
      paymentMethod: "credit_card" as const,
      bookingDate: at,
      createdAt: at,
      updatedAt: at,
      ...more,
    };
    const [one, other] = await bothWays(
      "Booking",
      booking,
      (tx, { ...row }) => tx.booking.createMany({ data: [{ ...row, userId: id() }] }).then(() => row),
      (tx, row) => insertMany(tx, "Booking", [row]),
    );
    expect({ ...other, userId: one.userId }).toEqual(one);
    expect(other.admittedTickets).toContain('"long"');
  });

  it("of log rows, with and without a booking", async () => {
    for (const bookingId of [id(), null]) {
      const row = {
        id: "",
        eventId: id(),
        operation: "reserve" as const,
        quantity: 3,
        timestamp: at,
        bookingId,
      };
      const [one, other] = await bothWays(
        "EventCapacityLog",
        row,
        (tx, data) => tx.eventCapacityLog.createMany({ data: [data] }),
        (tx, data) => insertMany(tx, "EventCapacityLog", [data]),
      );
      expect(other).toEqual(one);
    }
  });

  it("of remembered answers and bundles of mails", async () => {
    const memory = {
      id: "",
      inputHash: "h",
      answer: '{"$date":"quoted \\"text\\""}',
      expiresAt: at,
    };
    const [one, other] = await bothWays(
      "IdempotencyRecord",
      memory,
      (tx, data) => tx.idempotencyRecord.createMany({ data: [data] }),
      (tx, data) => insertMany(tx, "IdempotencyRecord", [data]),
      () => `key-${id()}`,
    );
    expect(other).toEqual(one);

    const bundle = { id: "", template: "booking_confirmed", bookingIds: [id(), id()], createdAt: at };
    const [first, second] = await bothWays(
      "MailBundle",
      bundle,
      (tx, data) => tx.mailBundle.createMany({ data: [data] }),
      (tx, data) => insertMany(tx, "MailBundle", [data]),
    );
    expect(second).toEqual(first);
  });
});

describe("insertMany", () => {
  const memory = () => ({
    id: `key-${id()}`,
    inputHash: "h",
    answer: "{}",
    expiresAt: at,
  });

  it("says when a unique index refuses a document, and then nothing of the transaction stays", async () => {
    const [taken, free] = [memory(), memory()];
    await db.transaction((tx) => insertMany(tx, "IdempotencyRecord", [taken]));
    const failure = await db
      .transaction((tx) => insertMany(tx, "IdempotencyRecord", [free, taken]))
      .catch((error: unknown) => kindOfFailure(error));
    expect(failure).toBe("unique");
    expect(await db.prisma.idempotencyRecord.count({ where: { id: free.id } })).toBe(0);
  });

  it("writes nothing for no rows", async () => {
    await db.transaction((tx) => insertMany(tx, "Booking", []));
  });
});
