import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";

const mongo = await startThrowAwayMongo();
const db = openDatabase(mongo.url("mb"));
await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
const hex = (p, i) => (p * 0x1000000 + i).toString(16).padStart(24, "0");
const now = new Date();
const d = { $date: now.toISOString() };
const o = ($oid) => ({ $oid });
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
      await time("recall", () => tx.idempotencyRecord.findRaw({ filter: { _id: { $in: ks } } }));
      await time("active", () =>
        tx.booking.findRaw({
          filter: {
            userId: { $in: ids.map(o) },
            eventId: o(hex(1, 1)),
            status: { $in: ["pending", "confirmed"] },
          },
          options: { projection: { userId: 1, holdExpiresAt: 1 } },
        }),
      );
      await time("book", () =>
        tx.$runCommandRaw({
          insert: "Booking",
          documents: ids.map((u, i) => ({
            _id: o(hex(9, g * 200 + i)),
            userId: o(u),
            eventId: o(hex(1, 1)),
            ticketQuantity: 1,
            totalAmount: 100,
            currency: "EUR",
            status: "confirmed",
            paymentStatus: "pending",
            paymentMethod: "cash",
            admittedTickets: 0,
            bookingDate: d,
            createdAt: d,
            updatedAt: d,
          })),
        }),
      );
      await time("log", () =>
        tx.$runCommandRaw({
          insert: "EventCapacityLog",
          documents: ids.map((u, i) => ({
            _id: o(hex(5, g * 200 + i)),
            eventId: o(hex(1, 1)),
            bookingId: o(hex(9, g * 200 + i)),
            quantity: 1,
            operation: "reserve",
            timestamp: d,
            isCarried: false,
          })),
        }),
      );
      await time("idem", () =>
        tx.$runCommandRaw({
          insert: "IdempotencyRecord",
          documents: ks.map((id, i) => ({
            _id: id,
            userId: o(ids[i]),
            key: "k" + i,
            operation: "booking.create",
            inputHash: "x".repeat(64),
            answer: JSON.stringify({
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
            }),
            createdAt: d,
            expiresAt: d,
          })),
        }),
      );
      await time("mail", () =>
        tx.$runCommandRaw({
          insert: "OutboxMail",
          documents: ids.map((u, i) => ({
            _id: o(hex(6, g * 200 + i)),
            template: "booking_confirmed",
            userId: o(u),
            bookingId: o(hex(9, g * 200 + i)),
            state: "queued",
            tries: 0,
            sendAt: d,
            createdAt: d,
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
console.log(await db.prisma.booking.findFirst());
await db.close();
await mongo.stop();
