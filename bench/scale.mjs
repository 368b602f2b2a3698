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

/** A filled database of one size and a server on it, each in a process of its own; undefined if time ran out. */
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
  // Built at the end, which takes much less time than keeping them up.
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

/**
 * All questions in turn, over and over, one at a time: the median is of what nobody else held up. Each question goes
 * to all sizes before the next one does, so that the machine's moods, which last for minutes, meet all sizes alike.
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
