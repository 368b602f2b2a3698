import { documentsOfBooking } from "./baselines.mjs";
import { checkBooks } from "./books.mjs";
import { watchCpu } from "./cpu.mjs";
import { runLoad } from "./load.mjs";
import { figuresOf, prepareSale, warmUp } from "./sale.mjs";

/**
 * Sells one event to many buyers on a fresh database and server.
 *
 * @param {{ buyers: number, capacity: number, late: number, warmup: number, seconds: number, kinds?: number }} settings
 * @param {(stop: () => unknown) => void} onEnd
 */
export async function sellHotEvent({ buyers, capacity, late, warmup, seconds, kinds = 0 }, onEnd) {
  const sale = await prepareSale({ onEnd, events: 1, capacity, people: capacity + late, kinds });
  const { database, db, server, organizer, tokens, eventIds, typeIds } = sale;
  await warmUp(sale, { buyers, bookings: warmup, seconds });
  // The profile is of a second warm-up, because profiling costs time.
  await server.startProfile();
  const again = { ...sale, tokens: tokens.slice(warmup) };
  await warmUp(again, { buyers, bookings: warmup, seconds });
  const profile = await server.endProfile();

  const endCpu = watchCpu({ server: server.pid, database: database.pid });
  await server.eventLoopDelay();
  const load = { load: "book", origin: server.origin, buyers, tokens, eventIds, typeIds, seconds };
  const result = await runLoad({ ...load, tokens: tokens.slice(0, capacity + late) });
  const ours = figuresOf(result, { eventLoopDelay: await server.eventLoopDelay(), cpu: endCpu() });
  const books = await checkBooks(db, server.origin, organizer.token, eventIds);
  const templates = await documentsOfBooking(db, eventIds[0]);
  await server.stop();
  await database.stop();
  return { ours, books, profile, templates };
}

const SOLD_OUT = new Set(["EVENT_SOLD_OUT", "TICKET_TYPE_SOLD_OUT"]);

/** Whether every answer was a booking or "sold out". */
export function isAsExpected({ refusals, unexpected }) {
  const others = Object.keys(refusals).filter((reason) => !SOLD_OUT.has(reason));
  return others.length === 0 && Object.keys(unexpected).length === 0;
}
