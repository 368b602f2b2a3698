// npm run bench -- hot-event [--buyers 1000] [--capacity 20000] [--json] [--save] [--smoke]
// Many people book one event at once: ours over HTTP, the textbook, and what the database's driver could do at most.
import { againstTextbook, documentsOfBooking, runDriver, runTextbook } from "./kit/baselines.mjs";
import { booksOfAll, checkBooks } from "./kit/books.mjs";
import { watchCpu } from "./kit/cpu.mjs";
import { runLoad } from "./kit/load.mjs";
import { round } from "./kit/percentiles.mjs";
import { inRounds } from "./kit/rounds.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { figuresOf, prepareSale, warmUp } from "./kit/sale.mjs";
import { printTable } from "./kit/table.mjs";

await runBench({
  name: "hot-event",
  settings: {
    buyers: 1_000,
    capacity: 20_000,
    /** Who finds the event sold out, and is to be told so. */
    late: 5_000,
    warmup: 3_000,
    seconds: 60,
    textbookseconds: 20,
    groupsize: 250,
    /** Each of them sells the event by ours and by the driver; the textbook is slow, and is run once. */
    rounds: 3,
  },
  smoke: { buyers: 50, capacity: 150, late: 50, warmup: 30, textbookseconds: 2, rounds: 1 },
  limitSeconds: 600,
  async measure({ settings, isSmoke, onEnd }) {
    const { buyers, capacity, textbookseconds, rounds } = settings;
    const textbook = await runTextbook({
      events: 1,
      capacity,
      buyers,
      seconds: textbookseconds,
      fewerSeconds: isSmoke ? 0.5 : 4,
    });
    const { middle, all } = await inRounds(
      rounds,
      () => sellByBoth(settings, { isSmoke, onEnd }),
      ({ vsDriver }) => vsDriver,
    );
    const { ours, driver, vsDriver, profile, templates } = middle;
    const books = booksOfAll(all);
    const figures = {
      buyers,
      capacity,
      ours,
      textbook,
      driver,
      ...againstTextbook(ours, textbook),
      vsDriver,
      rounds: all.map((one) => ({
        perSecond: one.ours.perSecond,
        driverPerSecond: one.driver.perSecond,
        vsDriver: one.vsDriver,
      })),
      ...books,
      documentsPerBooking: Object.fromEntries(
        Object.entries(templates).map(([name, list]) => [name, list.length]),
      ),
      profile,
    };
    const isCorrect =
      books.oversold === 0 &&
      books.reconcileOk &&
      all.every((one) => isAsExpected(one.ours) && one.books.bookings === one.ours.booked);
    return { figures, isCorrect, print: () => print(figures) };
  },
});

/** A round: on a database and a server of its own, and then the driver on one of its own. */
async function sellByBoth(settings, { isSmoke, onEnd }) {
  const { capacity, late, groupsize, seconds } = settings;
  const sale = await prepareSale({ onEnd, events: 1, capacity, people: capacity + late });
  const sold = await sell(sale, settings);
  const driver = await runDriver({
    templates: sold.templates,
    capacity,
    groupSize: groupsize,
    warmUpBookings: isSmoke ? 20 : 4_000,
    seconds,
  });
  return { ...sold, driver, vsDriver: round(sold.ours.perSecond / driver.perSecond) };
}

async function sell(sale, { buyers, capacity, late, warmup, seconds }) {
  const { database, db, server, organizer, tokens, eventIds } = sale;
  await warmUp(sale, { buyers, bookings: warmup, seconds });
  // The profile is of the same load once more, on the event to get warm with: taking it costs time itself.
  await server.startProfile();
  const again = { ...sale, tokens: tokens.slice(warmup) };
  await warmUp(again, { buyers, bookings: warmup, seconds });
  const profile = await server.endProfile();

  const endCpu = watchCpu({ server: server.pid, database: database.pid });
  await server.eventLoopDelay();
  const load = { load: "book", origin: server.origin, buyers, tokens, eventIds, seconds };
  const result = await runLoad({ ...load, tokens: tokens.slice(0, capacity + late) });
  const ours = figuresOf(result, { eventLoopDelay: await server.eventLoopDelay(), cpu: endCpu() });
  const books = await checkBooks(db, server.origin, organizer.token, eventIds);
  const templates = await documentsOfBooking(db, eventIds[0]);
  await server.stop();
  await database.stop();
  return { ours, books, profile, templates };
}

/** Refused are those for whom there was no ticket, and nothing else happened to anybody. */
function isAsExpected({ refusals, unexpected }) {
  const others = Object.keys(refusals).filter((reason) => reason !== "EVENT_SOLD_OUT");
  return others.length === 0 && Object.keys(unexpected).length === 0;
}

function print(figures) {
  const { buyers, capacity, ours, textbook, driver, vsTextbook, vsTextbookAtBest, vsDriver, rounds } =
    figures;
  const { oversold, reconcileOk } = figures;
  const row = (what, { perSecond, p50, p95, p99, booked, refused }) => ({
    what,
    "bookings/s": perSecond,
    "p50 ms": p50,
    "p95 ms": p95,
    "p99 ms": p99,
    booked,
    refused,
  });
  printTable(`${buyers} buyers at once, one event of ${capacity} tickets`, [
    row("ours, over HTTP", ours),
    row("textbook, no HTTP", textbook),
    row("driver in bulk, no HTTP", driver),
  ]);
  console.log(
    `  ${vsTextbook} times the textbook, ${vsTextbookAtBest} times it at its best, ${vsDriver} of the driver`,
  );
  const shares = rounds.map((one) => one.vsDriver).join(", ");
  console.log(`  the middle of ${rounds.length} rounds by their share of the driver: ${shares}`);
  console.log(`  oversold ${oversold}, books ${reconcileOk ? "balance" : "DO NOT BALANCE"}`);
  console.log(
    `  told to come back: ${ours.toldToComeBack} ${inSeconds(ours.comeBackAfter)}, gave up: ${ours.gaveUp}`,
  );
  printTable("the textbook with fewer buyers", rowsOfFewer(textbook));
  printTable("the server meanwhile", [
    { "": "event loop late by, ms", p50: ours.eventLoopDelay.p50, p99: ours.eventLoopDelay.p99 },
  ]);
  printTable("cores kept busy", [ours.cores]);
  printTable("where the server's time went", figures.profile.byPart);
}

/** How often each time was told. */
function inSeconds(comeBackAfter) {
  const list = Object.entries(comeBackAfter).map(([seconds, count]) => `${count} after ${seconds} s`);
  return list.length === 0 ? "" : `(${list.join(", ")})`;
}

function rowsOfFewer({ withFewer }) {
  return Object.entries(withFewer).map(([buyers, { perSecond, p50, p99, triesPerBooking }]) => ({
    buyers,
    "bookings/s": perSecond,
    "p50 ms": p50,
    "p99 ms": p99,
    "tries for each": triesPerBooking,
  }));
}
