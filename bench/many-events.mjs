// npm run bench -- many-events [--buyers 1000] [--events 1000] [--only foyer] [--json] [--save] [--smoke]
// Bookings spread over many events, with hardly any contention: Foyer over HTTP, and the textbook.
// `--only foyer` leaves out the textbook.
import { againstTextbook, runTextbook } from "./kit/baselines.mjs";
import { checkBooks } from "./kit/books.mjs";
import { watchCpu } from "./kit/cpu.mjs";
import { runLoad } from "./kit/load.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { figuresOf, prepareSale, warmUp } from "./kit/sale.mjs";
import { printTable } from "./kit/table.mjs";

await runBench({
  name: "many-events",
  settings: {
    buyers: 1_000,
    events: 1_000,
    /** Tickets of each event: no event sells out. */
    capacity: 100,
    bookings: 20_000,
    warmup: 1_000,
    seconds: 20,
    reconciled: 100,
  },
  smoke: { buyers: 20, events: 10, capacity: 20, bookings: 60, warmup: 20, seconds: 2, reconciled: 10 },
  limitSeconds: 300,
  async measure({ settings, only, isSmoke, onEnd }) {
    const { buyers, events, capacity, bookings, warmup, seconds, reconciled } = settings;
    const sale = await prepareSale({ onEnd, events, capacity, people: bookings });
    const { database, db, server, organizer, tokens, eventIds } = sale;
    await warmUp(sale, { buyers, bookings: warmup, seconds });

    const endCpu = watchCpu({ server: server.pid, database: database.pid });
    await server.eventLoopDelay();
    const result = await runLoad({
      load: "book",
      origin: server.origin,
      buyers,
      tokens,
      eventIds,
      seconds: isSmoke ? 30 : seconds,
    });
    const ours = figuresOf(result, { eventLoopDelay: await server.eventLoopDelay(), cpu: endCpu() });
    const sample = eventIds.slice(0, reconciled);
    const books = await checkBooks(db, server.origin, organizer.token, eventIds, sample);
    await server.stop();
    await database.stop();

    const isCorrect =
      books.oversold === 0 &&
      books.reconcileOk &&
      ours.refused === 0 &&
      Object.keys(ours.unexpected).length === 0 &&
      books.bookings === ours.booked;
    if (only !== undefined) {
      return {
        figures: { ours },
        isCorrect,
        print: () => printTable("Foyer alone", [saleRow("foyer", ours)]),
      };
    }

    const textbook = await runTextbook({
      events,
      capacity,
      buyers,
      seconds,
      fewerSeconds: isSmoke ? 0.5 : 4,
    });
    const figures = {
      buyers,
      events,
      ours,
      textbook,
      ...againstTextbook(ours, textbook),
      oversold: books.oversold,
      reconcileOk: books.reconcileOk,
      reconciled: books.reconciled,
    };
    return { figures, isCorrect, print: () => print(figures) };
  },
});

function print({
  buyers,
  events,
  ours,
  textbook,
  vsTextbook,
  vsTextbookAtBest,
  oversold,
  reconcileOk,
  reconciled,
}) {
  printTable(`${buyers} buyers at once, ${events} events`, [
    saleRow("ours, over HTTP", ours),
    saleRow("textbook, no HTTP", textbook),
  ]);
  console.log(`  ${vsTextbook} times the textbook, ${vsTextbookAtBest} times the textbook at its best`);
  console.log(
    `  oversold ${oversold}, books of ${reconciled} events ${reconcileOk ? "balance" : "DO NOT BALANCE"}`,
  );
  console.log(`  answered with Retry-After: ${ours.deferred}, gave up: ${ours.gaveUp}`);
  printTable("cores kept busy", [ours.cores]);
}

function saleRow(what, { perSecond, p50, p95, p99, booked }) {
  return { what, "bookings/s": perSecond, "p50 ms": p50, "p95 ms": p95, "p99 ms": p99, booked };
}
