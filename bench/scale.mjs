// npm run bench -- scale [--sizes 1000,10000,100000] [--bookings 10] [--json] [--save] [--smoke]
// How the latency of queries grows with the size of the database. Every query differs a little each time, so that no
// cache answers it; what it is about is equally large at every size.
import { call, query, send } from "./kit/api.mjs";
import { checkBooks } from "./kit/books.mjs";
import { provideIndexes, startDatabase } from "./kit/database.mjs";
import { COMMON_WORD, fillScale, RARE_WORD } from "./kit/fill-scale.mjs";
import { distribution, round } from "./kit/percentiles.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { startServer } from "./kit/server.mjs";
import { printTable } from "./kit/table.mjs";

const DAY_MS = 86_400_000;
const PAGE = 100;
/** Pages walked to find a deep one. */
const LONGEST_WALK = 300;
/** Deep pages that are queried, in turn. */
const DEEP_PAGES = 20;

await runBench({
  name: "scale",
  settings: {
    /** Events. */
    sizes: [1_000, 10_000, 100_000],
    /** Per event. */
    bookings: 10,
    /** Bookings of the event whose attendees and figures are queried. */
    bigevent: 2_000,
    /** Bookings of the users of `booking.mine`. */
    own: 30,
    samples: 100,
    /** Sizes that cannot be filled within this time, all together, are left out and reported. */
    fillseconds: 1_200,
  },
  smoke: { sizes: [100, 300], bookings: 3, bigevent: 30, own: 5, samples: 4 },
  limitSeconds: 2_400,
  async measure({ settings, onEnd }) {
    const { sizes, fillseconds } = settings;
    const until = performance.now() + fillseconds * 1_000;
    const filled = [];
    const leftOut = [];
    for (const size of sizes) {
      const site = await openSite(size, { ...settings, until }, onEnd);
      if (site === undefined) leftOut.push(size);
      else filled.push(site);
    }
    await askInTurn(filled, settings.samples);
    const described = [];
    for (const site of filled) described.push(await describe(site));
    const figures = { sizes: described, leftOut, queries: growthOf(filled) };
    const isCorrect =
      leftOut.length === 0 && described.every(({ reconcileOk, oversold }) => reconcileOk && oversold === 0);
    return { figures, isCorrect, print: () => print(figures) };
  },
});

/** A filled database of one size and a server on it; undefined if time ran out. */
async function openSite(events, settings, onEnd) {
  const database = await startDatabase();
  onEnd(database.stop);
  const db = database.db();
  const begun = performance.now();
  const filled = await fillScale(db, {
    events,
    bookingsPerEvent: settings.bookings,
    bigEvent: settings.bigevent,
    own: Math.min(settings.own, events),
    until: settings.until,
  });
  if (filled === undefined) return undefined;
  // Indexes are built at the end, which is much faster than maintaining them.
  await provideIndexes(database.url());
  const fillSeconds = Math.round((performance.now() - begun) / 1_000);
  console.error(`bench: ${events} events and ${filled.bookings} bookings filled in ${fillSeconds} s`);

  const server = await startServer(database.url());
  onEnd(server.stop);
  const { origin } = server;
  const questions = await questionsTo(origin, filled);
  return { events, db, origin, filled, fillSeconds, questions, times: {} };
}

async function describe({ events, db, origin, filled, fillSeconds }) {
  const { bookings, organizer, sample } = filled;
  const { oversold, reconcileOk, reconciled } = await checkBooks(db, origin, organizer.token, sample);
  return { events, bookings, fillSeconds, oversold, reconcileOk, reconciled };
}

/** The queries, each as a function of how often it was sent before. */
async function questionsTo(origin, { organizer, regulars, bigId }) {
  const cursors = await deepCursors(origin);
  const eventId = bigId.toString();
  // All different, with equally many results.
  const from = (n) => new Date(Date.now() + 2 * DAY_MS + n).toISOString();
  const asOrganizer = (procedure, input) => query(procedure, { eventId, ...input }, organizer.token);
  return {
    "event.list": (n) => query("event.list", { from: from(n) }),
    "event.list by price": (n) => query("event.list", { from: from(n), sort: "price", order: "desc" }),
    "event.list, category": (n) => query("event.list", { from: from(n), category: `Category ${n % 20}` }),
    "event.list, rare word": (n) => query("event.list", { from: from(n), search: RARE_WORD.word }),
    "event.list, common word": (n) => query("event.list", { from: from(n), search: COMMON_WORD.word }),
    // A cursor belongs to its filters, so the size of the page is what differs.
    "event.list, deep page": (n) =>
      query("event.list", {
        cursor: cursors[n % cursors.length],
        limit: 20 + (Math.floor(n / cursors.length) % 10),
      }),
    "event.count": (n) => query("event.count", { from: from(n) }),
    "booking.mine": (n) => query("booking.mine", {}, regulars[n % regulars.length].token),
    "event.attendees": (n) => asOrganizer("event.attendees", { limit: 20 + (n % 10) }),
    "event.attendees, by name": (n) => asOrganizer("event.attendees", { search: `Buyer ${n % 10}` }),
    "event.stats": () => asOrganizer("event.stats", {}),
  };
}

/** Walks through the list and returns the cursors of pages in the middle. */
async function deepCursors(origin) {
  const cursors = [];
  let cursor = null;
  for (let page = 0; page < LONGEST_WALK; page++) {
    const { nextCursor } = await call(origin, query("event.list", { limit: PAGE, cursor }));
    if (nextCursor === null) break;
    cursor = nextCursor;
    cursors.push(cursor);
  }
  const middle = Math.floor(cursors.length / 2);
  return cursors.length === 0 ? [null] : cursors.slice(middle, middle + DEEP_PAGES);
}

/**
 * Sends all queries in turn, one at a time. Each goes to all sizes before the next one does, so that drift of the machine
 * meets all sizes alike.
 */
async function askInTurn(sites, samples) {
  const warmUp = Math.ceil(samples / 5);
  for (let n = 0; n < samples + warmUp; n++) {
    for (const name of Object.keys(sites[0]?.questions ?? {})) {
      for (const { origin, questions, times } of sites) {
        const request = questions[name](n);
        const startedAt = performance.now();
        const { status, text } = await send(origin, request);
        const took = performance.now() - startedAt;
        if (status !== 200) throw new Error(`${name} was answered with ${status}: ${text.slice(0, 300)}`);
        if (n < warmUp) continue;
        times[name] ??= [];
        times[name].push(took);
      }
    }
  }
}

function growthOf(measured) {
  const [smallest] = measured;
  const largest = measured.at(-1);
  if (smallest === undefined) return [];
  return Object.keys(smallest.times).map((name) => {
    const p50 = Object.fromEntries(
      measured.map(({ events, times }) => [events, distribution(times[name]).p50]),
    );
    return { name, p50, growth: round(p50[largest.events] / p50[smallest.events]) };
  });
}

function print({ sizes, leftOut, queries }) {
  printTable(
    "filled",
    sizes.map(({ events, bookings, fillSeconds, reconcileOk }) => ({
      events,
      bookings,
      seconds: fillSeconds,
      books: reconcileOk ? "balance" : "DO NOT BALANCE",
    })),
  );
  if (leftOut.length > 0)
    console.log(`  left out, because there was no time to fill them: ${leftOut.join(", ")}`);
  printTable(
    "p50 in ms by the number of events",
    queries.map(({ name, p50, growth }) => ({
      what: name,
      ...Object.fromEntries(
        Object.entries(p50).map(([size, ms]) => [`${Number(size).toLocaleString("en-US")} events`, ms]),
      ),
      growth,
    })),
  );
}
