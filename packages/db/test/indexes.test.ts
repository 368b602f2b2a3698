import { applyIndexes, verifyIndexes } from "@foyer/db/apply-indexes";
import { type Database, openDatabase } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { declareIndexes } from "@foyer/db/indexes";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const declarations = declareIndexes({ capacityLogRetentionDays: 400 });

/** A database of its own on the run's server: these tests change indexes. */
let db: Database;
beforeAll(() => {
  db = openDatabase(ownDatabaseUrl());
});
afterAll(async () => {
  await db.prisma.$runCommandRaw({ dropDatabase: 1 });
  await db.close();
});

describe("indexes", () => {
  it("names every one that is missing, creates them, and finds nothing to do the second time", async () => {
    expect(await verifyIndexes(db, declarations)).toHaveLength(declarations.length);

    const applied = await applyIndexes(db, declarations);
    expect(applied.every(({ problem }) => problem === "missing")).toBe(true);
    expect(await verifyIndexes(db, declarations)).toEqual([]);
    expect(await applyIndexes(db, declarations)).toEqual([]);
  });

  it("may be applied by several processes at once", async () => {
    await db.prisma.$runCommandRaw({ dropIndexes: "Booking", index: "*" });
    await Promise.all([1, 2, 3].map(() => applyIndexes(db, declarations)));
    expect(await verifyIndexes(db, declarations)).toEqual([]);
  });

  it("names one that is different, and replaces it", async () => {
    const shorter = declareIndexes({ capacityLogRetentionDays: 30 });
    expect(await verifyIndexes(db, shorter)).toEqual([
      { collection: "EventCapacityLog", name: "timestamp_ttl", problem: "different" },
    ]);
    await applyIndexes(db, shorter);
    expect(await verifyIndexes(db, shorter)).toEqual([]);
  });

  it("names one that has the same fields under another name", async () => {
    const organizerId = declarations.filter(({ name }) => name === "organizerId");
    await db.prisma.$runCommandRaw({ dropIndexes: "Event", index: "organizerId" });
    const indexes = [{ name: "organizerId_1", key: { organizerId: 1 } }];
    await db.prisma.$runCommandRaw({ createIndexes: "Event", indexes });
    await expect(applyIndexes(db, organizerId)).rejects.toThrow(
      /^The index Event\.organizerId cannot be made/,
    );
    await db.prisma.$runCommandRaw({ dropIndexes: "Event", index: "organizerId_1" });
    await applyIndexes(db, declarations);
  });

  it("has every index of the ER diagram under the diagram's name", () => {
    const names = declarations.map(({ collection, name }) => `${collection}.${name}`);
    expect(names).toEqual(
      expect.arrayContaining([
        "User.email_isActive",
        "User.lockedUntil_ttl",
        "Session.userId_isRevoked",
        "Session.sessionId",
        "Session.refreshToken",
        "Session.expiresAt_ttl",
        "Event.isActive_category_dateTime",
        "Event.organizerId",
        "Booking.eventId_status",
        "Booking.userId_status",
        "Booking.bookingDate",
        "Booking.status_paymentStatus",
        "Booking.userId_eventId",
        "EventCapacityLog.eventId_timestamp",
      ]),
    );
  });

  it("keeps lockedUntil_ttl a plain sparse index: a TTL would delete the user", () => {
    const index = declarations.find(({ name }) => name === "lockedUntil_ttl");
    expect(index).toMatchObject({ sparse: true });
    expect(index).not.toHaveProperty("expireAfterSeconds");
  });

  it("lets one user have one active booking for an event, and any number of cancelled ones", async () => {
    await applyIndexes(db, declarations);
    const ids = { userId: "a".repeat(24), eventId: "b".repeat(24) };
    const booking = (status: "pending" | "confirmed" | "cancelled") =>
      db.prisma.booking.create({
        data: {
          ...ids,
          status,
          ticketQuantity: 1,
          totalAmount: 0,
          currency: "EUR",
          paymentStatus: "pending",
          paymentMethod: "cash",
        },
      });
    await booking("cancelled");
    await booking("cancelled");
    await booking("pending");
    const second = await booking("confirmed").catch(kindOfFailure);
    expect(second).toBe("unique");
  });
});
