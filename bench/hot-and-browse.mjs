// npm run bench -- hot-and-browse [--buyers 1000] [--browsers 100] [--json] [--save] [--smoke]
// Read latency without and with a hot event being sold.
import { setTimeout } from "node:timers/promises";
import { query } from "./kit/api.mjs";
import { booksOfAll, checkBooks } from "./kit/books.mjs";
import { watchCpu } from "./kit/cpu.mjs";
import { runLoad, startLoad } from "./kit/load.mjs";
import { distribution, round } from "./kit/percentiles.mjs";
import { inRounds } from "./kit/rounds.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { figuresOf, prepareSale, warmUp } from "./kit/sale.mjs";
import { printTable } from "./kit/table.mjs";

/** Other events that are read. */
const OTHERS = 200;
/** How long reads run before the sale begins, in milliseconds. */
const LEAD_MS = 2_000;

await runBench({
  name: "hot-and-browse",
  settings: {
    buyers: 1_000,
    capacity: 30_000,
    /** Reads a second. */
    browsers: 100,
    connections: 50,
    warmup: 3_000,
    idleseconds: 20,
    seconds: 40,
    rounds: 3,
  },
  smoke: {
    buyers: 20,
    capacity: 100,
    browsers: 20,
    connections: 5,
    warmup: 20,
    idleseconds: 1,
    seconds: 10,
    rounds: 1,
  },
  limitSeconds: 480,
  async measure({ settings, onEnd }) {
    const { buyers, browsers, capacity, rounds } = settings;
    const { middle, all } = await inRounds(
      rounds,
      () => browseIdleAndHot(settings, onEnd),
      ({ ratio }) => ratio,
    );
    const { idle, hot, ratio, ours } = middle;
    const books = booksOfAll(all);
    const figures = {
      buyers,
      capacity,
      readsPerSecond: browsers,
      idle,
      hot,
      ratio,
      rounds: all.map((one) => ({
        idleP99: one.idle.p99,
        hotP99: one.hot.p99,
        ratio: one.ratio,
        soldPerSecond: one.ours.perSecond,
      })),
      ours,
      ...books,
    };
    const isCorrect =
      books.oversold === 0 &&
      books.reconcileOk &&
      all.every((one) => one.ours.refused === 0 && [one.idle, one.hot].every(areAllAnswered));
    return { figures, isCorrect, print: () => print(figures) };
  },
});

/** A round on a fresh database and server: reads alone, then reads while tickets are sold. */
async function browseIdleAndHot(settings, onEnd) {
  const { buyers, capacity, browsers, connections, warmup, idleseconds, seconds } = settings;
  const sale = await prepareSale({ onEnd, events: 1 + OTHERS, capacity, people: capacity });
  const { database, db, server, organizer, tokens, eventIds } = sale;
  const [hotId] = eventIds;
  const browsing = {
    load: "browse",
    origin: server.origin,
    perSecond: browsers,
    connections,
    requests: readsOf(eventIds),
  };
  await warmUp(sale, { buyers, bookings: warmup, seconds });
  await browseFor(browsing, Math.min(3, idleseconds));

  const idle = figuresOfReads(await browseFor(browsing, idleseconds));

  await server.eventLoopDelay();
  const endCpu = watchCpu({ server: server.pid, database: database.pid });
  const reading = startLoad(browsing);
  await reading.until("begun");
  // The readers' connections are open before a thousand buyers open theirs.
  await setTimeout(LEAD_MS);
  const result = await runLoad({
    load: "book",
    origin: server.origin,
    buyers,
    tokens,
    eventIds: [hotId],
    seconds,
  });
  const ours = figuresOf(result, { eventLoopDelay: await server.eventLoopDelay(), cpu: endCpu() });
  reading.finish();
  const { samples } = await reading.result();
  // Reads during the sale only.
  const hot = figuresOfReads(samples.filter(([at]) => at >= result.begunAt && at <= result.saleEndedAt));
  const books = await checkBooks(db, server.origin, organizer.token, [hotId]);
  await server.stop();
  await database.stop();
  return { idle, hot, ratio: round(hot.p99 / idle.p99), ours, books };
}

/** The reads: the list, the hot event, other events and a category. */
function readsOf([hotId, ...others]) {
  return others.flatMap((id) => [
    query("event.list", {}),
    query("event.byId", { id: hotId }),
    query("event.byId", { id }),
    query("event.list", { category: "Concerts", sort: "price" }),
  ]);
}

async function browseFor(browsing, seconds) {
  const reading = startLoad(browsing);
  await reading.until("begun");
  await setTimeout(seconds * 1_000);
  reading.finish();
  return (await reading.result()).samples;
}

function figuresOfReads(samples) {
  const statuses = {};
  for (const [, , status] of samples) statuses[status] = (statuses[status] ?? 0) + 1;
  return { reads: samples.length, ...distribution(samples.map(([, ms]) => ms)), statuses };
}

function areAllAnswered({ statuses }) {
  return Object.keys(statuses).every((status) => status === "200");
}

function print({ buyers, readsPerSecond, idle, hot, ratio, rounds, ours, oversold, reconcileOk }) {
  const row = (what, { reads: count, p50, p95, p99 }) => ({
    what,
    reads: count,
    "p50 ms": p50,
    "p95 ms": p95,
    "p99 ms": p99,
  });
  printTable(`${readsPerSecond} reads a second`, [
    row("alone", idle),
    row(`while ${buyers} buyers book`, hot),
  ]);
  const ratios = rounds.map((one) => one.ratio).join(", ");
  console.log(`  p99 is ${ratio} times that of idle, the middle of ${rounds.length} rounds: ${ratios}`);
  console.log(`  sold meanwhile: ${ours.booked}, ${ours.perSecond} a second, p99 ${ours.p99} ms`);
  console.log(`  oversold ${oversold}, books ${reconcileOk ? "balance" : "DO NOT BALANCE"}`);
  printTable("cores kept busy", [ours.cores]);
}
