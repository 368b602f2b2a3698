// npm run bench -- scale [--sizes 1000,10000,100000] [--bookings 10] [--json] [--save] [--smoke]
// How long the same questions take the larger the database is. Every question is put a little differently each time,
// so that the database answers it and no cache does; whoever it is about is of the same size everywhere.
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
/** In pages: long enough to be called deep. */
const LONGEST_WALK = 300;
/** Deep pages that are asked for, one after the other. */
const DEEP_PAGES = 20;

await runBench({
  name: "scale",
  settings: {
    /** Events. */
    sizes: [1_000, 10_000, 100_000],
    /** For each event. */
    bookings: 10,
    /** Of the event whose attendees and figures are asked for. */
    bigevent: 2_000,
    /** Bookings of those who ask for their own. */
    own: 30,
    samples: 100,
    /** What could not be filled in this time, all sizes together, is left out, and said so. */
    fillseconds: 1_200,
  },
  smoke: { sizes: [100, 300], bookings: 3, bigevent: 30, own: 5, samples: 4 },
  limitSeconds: 2_400,
  async measure({ settings, onEnd }) {
    const { sizes, fillseconds } = settings;
    const until = performance.now() + fillseconds * 1_000;
    const database = await startDatabase();
    onEnd(database.stop);
    const measured = [];
    const leftOut = [];
    for (const size of sizes) {
      const figures = await measureSize(database, size, { ...settings, until }, onEnd);
      if (figures === undefined) leftOut.push(size);
      else measured.push(figures);
    }
    const figures = {
      sizes: measured.map(({ times: _, ...size }) => size),
      leftOut,
      queries: growthOf(measured),
    };
    const isCorrect =
      leftOut.length === 0 && measured.every(({ reconcileOk, oversold }) => reconcileOk && oversold === 0);
    return { figures, isCorrect, print: () => print(figures, sizes) };
  },
});

async function measureSize(database, events, settings, onEnd) {
  const name = `scale_${events}`;
  const db = database.db(name);
  const begun = performance.now();
  const filled = await fillScale(db, {
    events,
    bookingsPerEvent: settings.bookings,
    bigEvent: settings.bigevent,
    own: Math.min(settings.own, events),
    until: settings.until,
  });
  if (filled === undefined) {
    await db.dropDatabase();
    return undefined;
  }
  // Built at the end, which takes much less time than keeping them up.
  await provideIndexes(database.url(name));
  const fillSeconds = Math.round((performance.now() - begun) / 1_000);
  console.error(`bench: ${events} events and ${filled.bookings} bookings filled in ${fillSeconds} s`);

  const server = await startServer(database.url(name));
  onEnd(server.stop);
  const questions = await questionsTo(server.origin, filled);
  const times = await ask(server.origin, questions, settings.samples);
  const books = await checkBooks(db, server.origin, filled.organizer.token, filled.sample);
  await server.stop();
  await db.dropDatabase();
  const { oversold, reconcileOk, reconciled } = books;
  return { events, bookings: filled.bookings, fillSeconds, oversold, reconcileOk, reconciled, times };
}

/** The questions, each as a function from how often it was asked before. */
async function questionsTo(origin, { organizer, regulars, bigId }) {
  const cursors = await deepCursors(origin);
  const eventId = bigId.toString();
  // No two are alike, and all of them find as much.
  const from = (n) => new Date(Date.now() + 2 * DAY_MS + n).toISOString();
  const asOrganizer = (procedure, input) => query(procedure, { eventId, ...input }, organizer.token);
  return {
    "event.list": (n) => query("event.list", { from: from(n) }),
    "event.list by price": (n) => query("event.list", { from: from(n), sort: "price", order: "desc" }),
    "event.list, category": (n) => query("event.list", { from: from(n), category: `Category ${n % 20}` }),
    "event.list, rare word": (n) => query("event.list", { from: from(n), search: RARE_WORD.word }),
    "event.list, common word": (n) => query("event.list", { from: from(n), search: COMMON_WORD.word }),
    "event.list, deep page": (n) =>
      query("event.list", { from: from(n), cursor: cursors[n % cursors.length] }),
    "event.count": (n) => query("event.count", { from: from(n) }),
    "booking.mine": (n) => query("booking.mine", {}, regulars[n % regulars.length].token),
    "event.attendees": (n) => asOrganizer("event.attendees", { limit: 20 + (n % 10) }),
    "event.attendees, by name": (n) => asOrganizer("event.attendees", { search: `Buyer ${n % 10}` }),
    "event.stats": () => asOrganizer("event.stats", {}),
  };
}

/** Goes through the list, and keeps where pages in the middle of the walk began. */
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

/** All questions in turn, over and over, one at a time: the median is of what nobody else held up. */
async function ask(origin, questions, samples) {
  const times = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
  const warmUp = Math.ceil(samples / 5);
  for (let n = 0; n < samples + warmUp; n++) {
    for (const [name, toRequest] of Object.entries(questions)) {
      const request = toRequest(n);
      const startedAt = performance.now();
      const { status, text } = await send(origin, request);
      if (status !== 200) throw new Error(`${name} was answered with ${status}: ${text.slice(0, 300)}`);
      if (n >= warmUp) times[name].push(performance.now() - startedAt);
    }
  }
  return times;
}

function growthOf(measured) {
  const smallest = measured[0];
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
