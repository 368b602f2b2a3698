import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";

const mongo = await startThrowAwayMongo();
const db = openDatabase(mongo.url("mb"));
await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
const hex = (p, i) => (p * 0x1000000 + i).toString(16).padStart(24, "0");
const now = new Date();
const T = {};
const time = async (k, f) => {
  const s = performance.now();
  const r = await f();
  (T[k] ??= []).push(performance.now() - s);
  return r;
};
for (let g = 0; g < 15; g++) {
  const ids = Array.from({ length: 200 }, (_, i) => hex(7, g * 200 + i));
  const ks = ids.map((x) => "k".repeat(20) + x);
  await time("whole", () =>
    db.transaction(async (tx) => {
      await time("recall", () => tx.idempotencyRecord.findMany({ where: { id: { in: ks } } }));
      await time("active", () =>
        tx.booking.findMany({
          where: { userId: { in: ids }, eventId: hex(1, 1), status: { in: ["pending", "confirmed"] } },
          select: { userId: true, holdExpiresAt: true },
        }),
      );
      await time("hoard", () =>
        tx.booking.findMany({
          where: {
            userId: { in: ids },
            OR: [
              { bookingDate: { gt: now } },
              { bookingDate: { gt: now }, eventId: hex(1, 1), cancelledBy: { in: ["attendee", "expiry"] } },
            ],
          },
          select: { userId: true },
        }),
      );
      await time("book", () =>
        tx.booking.createMany({
          data: ids.map((u, i) => ({
            id: hex(9, g * 200 + i),
            userId: u,
            eventId: hex(1, 1),
            ticketQuantity: 1,
            totalAmount: 100,
            currency: "EUR",
            status: "confirmed",
            paymentStatus: "pending",
            paymentMethod: "cash",
            bookingDate: now,
            createdAt: now,
            updatedAt: now,
          })),
        }),
      );
      await time("log", () =>
        tx.eventCapacityLog.createMany({
          data: ids.map((u, i) => ({
            eventId: hex(1, 1),
            bookingId: hex(9, g * 200 + i),
            quantity: 1,
            operation: "reserve",
            timestamp: now,
          })),
        }),
      );
      await time("del", () => tx.idempotencyRecord.deleteMany({ where: { id: { in: ks } } }));
      await time("idem", () =>
        tx.idempotencyRecord.createMany({
          data: ks.map((id, i) => ({
            id,
            userId: ids[i],
            key: "k" + i,
            operation: "booking.create",
            inputHash: "x".repeat(64),
            answer: {
              id: hex(9, i),
              eventId: hex(1, 1),
              userId: ids[i],
              ticketQuantity: 1,
              totalAmount: 100,
              currency: "EUR",
              status: "confirmed",
              paymentStatus: "pending",
              paymentMethod: "cash",
              bookingDate: now.toISOString(),
              createdAt: now.toISOString(),
              updatedAt: now.toISOString(),
              x: null,
              y: null,
              z: null,
            },
            createdAt: now,
            expiresAt: now,
          })),
        }),
      );
      await time("mail", () =>
        tx.outboxMail.createMany({
          data: ids.map((u, i) => ({
            template: "booking_confirmed",
            userId: u,
            bookingId: hex(9, g * 200 + i),
            sendAt: now,
            createdAt: now,
          })),
        }),
      );
    }),
  );
}
for (const [k, v] of Object.entries(T)) {
  v.sort((a, b) => a - b);
  console.log(k.padEnd(8), "median", v[v.length >> 1].toFixed(1), "min", v[0].toFixed(1));
}
await db.close();
await mongo.stop();
