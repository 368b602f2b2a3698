import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { createBooking } from "@foyer/domain/bookings/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { createEvent } from "@foyer/domain/events/create-event";
import { createFoyer, systemClock } from "@foyer/domain/foyer";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { startThrowAwayMongo } from "@foyer/embedded-mongodb";

const N = Number(process.argv[2] ?? 3000),
  FLIGHT = Number(process.argv[3] ?? 1000);
const mongo = await startThrowAwayMongo();
const db = openDatabase(mongo.url("mb"));
await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
const foyer = createFoyer({
  db,
  secureCookies: false,
  publicUrl: "http://x",
  rateLimits: process.argv[4] ? DEFAULT_RATE_LIMITS : "off",
  post() {},
  sendMail: async () => {},
  payments: null,
  onSecurityEvent() {},
});
const users = Array.from({ length: N + 1 }, (_, i) => ({
  id: (0x60000000 + i).toString(16).padStart(24, "0"),
  email: `u${i}@x.example`,
  name: "B",
  password: "x",
}));
for (let i = 0; i < users.length; i += 1000)
  await db.prisma.user.createMany({ data: users.slice(i, i + 1000) });
const ev = await createEvent(
  foyer,
  { id: users[0].id, role: "user" },
  {
    name: "E",
    description: "d",
    venue: "v",
    dateTime: new Date(Date.now() + 1e9),
    timeZone: "UTC",
    capacity: 100000,
    price: 1000,
    currency: "EUR",
    category: "c",
    cancellationCutoffHours: 24,
  },
);
for (let r = 0; r < 1; r++) {
  let next = 1,
    done = 0;
  const lat = [];
  const t0 = performance.now();
  async function worker() {
    while (next <= N) {
      const u = users[next++];
      const s = performance.now();
      await createBooking(
        foyer,
        { id: u.id, role: "user" },
        { eventId: ev.id, ticketQuantity: 1, paymentMethod: "cash", idempotencyKey: "k" + u.id },
      );
      lat.push(performance.now() - s);
      done++;
    }
  }
  await Promise.all(Array.from({ length: FLIGHT }, worker));
  const s = (performance.now() - t0) / 1000;
  lat.sort((a, b) => a - b);
  console.log(
    `${done} in ${s.toFixed(2)} s = ${(done / s).toFixed(0)}/s p50 ${lat[lat.length >> 1].toFixed(0)} p99 ${lat[Math.floor(lat.length * 0.99)].toFixed(0)}`,
    (await reconcile(foyer, ev.id)).ok,
  );
}
await db.close();
await mongo.stop();
