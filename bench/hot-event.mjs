// npm run bench -- hot-event [--buyers 1000] [--capacity 20000] [--only foyer] [--json] [--save] [--smoke]
// Many buyers of one event: Foyer over HTTP, the textbook, and the database driver alone, which is the upper bound.
// `--only foyer` leaves out the other two.
import { againstTextbook, runDriver, runTextbook } from "./kit/baselines.mjs";
import { booksOfAll } from "./kit/books.mjs";
import { isAsExpected, sellHotEvent } from "./kit/hot-sale.mjs";
import { round } from "./kit/percentiles.mjs";
import { inRounds } from "./kit/rounds.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { printTable } from "./kit/table.mjs";

await runBench({
  name: "hot-event",
  settings: {
    buyers: 1_000,
    capacity: 20_000,
    /** Buyers beyond the capacity, who must get "sold out". */
    late: 5_000,
    warmup: 3_000,
    seconds: 60,
    textbookseconds: 20,
    batchsize: 250,
    /** Each round sells the event by Foyer and by the driver; the textbook is slow, and is run once. */
    rounds: 3,
  },
  smoke: { buyers: 50, capacity: 150, late: 50, warmup: 30, textbookseconds: 2, rounds: 1 },
  limitSeconds: 600,
  async measure({ settings, only, isSmoke, onEnd }) {
    const { buyers, capacity, textbookseconds, rounds } = settings;
    if (only !== undefined) return measureFoyerAlone(settings, onEnd);
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
    return { figures, isCorrect: areCorrect(books, all), print: () => print(figures) };
  },
});

async function measureFoyerAlone(settings, onEnd) {
  const { middle, all } = await inRounds(
    settings.rounds,
    () => sellHotEvent(settings, onEnd),
    ({ ours }) => ours.perSecond,
  );
  const books = booksOfAll(all);
  const figures = { ours: middle.ours, rounds: all.map(({ ours }) => ours), ...books };
  const isCorrect = areCorrect(books, all);
  return {
    figures,
    isCorrect,
    print: () =>
      printTable(
        "Foyer alone",
        all.map(({ ours }) => saleRow("foyer", ours)),
      ),
  };
}

/** A round: Foyer on a fresh database and server, then the driver on a fresh database. */
async function sellByBoth(settings, { isSmoke, onEnd }) {
  const { capacity, batchsize, seconds } = settings;
  const sold = await sellHotEvent(settings, onEnd);
  const driver = await runDriver({
    templates: sold.templates,
    capacity,
    batchSize: batchsize,
    warmUpBookings: isSmoke ? 20 : 4_000,
    seconds,
  });
  return { ...sold, driver, vsDriver: round(sold.ours.perSecond / driver.perSecond) };
}

function areCorrect({ oversold, reconcileOk }, rounds) {
  return (
    oversold === 0 &&
    reconcileOk &&
    rounds.every(({ ours, books }) => isAsExpected(ours) && books.bookings === ours.booked)
  );
}

function print(figures) {
  const { buyers, capacity, ours, textbook, driver, vsTextbook, vsTextbookAtBest, vsDriver, rounds } =
    figures;
  const { oversold, reconcileOk } = figures;
  printTable(`${buyers} buyers at once, one event of ${capacity} tickets`, [
    saleRow("ours, over HTTP", ours),
    saleRow("textbook, no HTTP", textbook),
    saleRow("driver in bulk, no HTTP", driver),
  ]);
  console.log(
    `  ${vsTextbook} times the textbook, ${vsTextbookAtBest} times it at its best, ${vsDriver} of the driver`,
  );
  const shares = rounds.map((one) => one.vsDriver).join(", ");
  console.log(`  the middle of ${rounds.length} rounds by their share of the driver: ${shares}`);
  console.log(`  oversold ${oversold}, books ${reconcileOk ? "balance" : "DO NOT BALANCE"}`);
  console.log(
    `  answered with Retry-After: ${ours.deferred} ${inSeconds(ours.deferredBySeconds)}, gave up: ${ours.gaveUp}`,
  );
  printTable("the textbook with fewer buyers", rowsOfFewer(textbook));
  printTable("the server meanwhile", [
    { "": "event loop late by, ms", p50: ours.eventLoopDelay.p50, p99: ours.eventLoopDelay.p99 },
  ]);
  printTable("cores kept busy", [ours.cores]);
  printTable("where the server's time went", figures.profile.byPart);
}

function saleRow(what, { perSecond, p50, p95, p99, booked, refused }) {
  return {
    what,
    "bookings/s": perSecond,
    "p50 ms": p50,
    "p95 ms": p95,
    "p99 ms": p99,
    booked,
    refused,
  };
}

/** How many answers carried each `Retry-After`. */
function inSeconds(deferredBySeconds) {
  const list = Object.entries(deferredBySeconds).map(([seconds, count]) => `${count} after ${seconds} s`);
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
