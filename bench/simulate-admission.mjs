// npm run bench -- simulate-admission [--buyers 1000000] [--capacity 100000] [--json] [--save] [--smoke]
// A discrete-event simulation of a million buyers of one event within seconds, under several ways of writing their
// bookings. No server runs: the costs of a transaction and of a request are settings, taken from measurements.
import { round } from "./kit/percentiles.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { printTable } from "./kit/table.mjs";
import { gatherCrowd } from "./simulation/crowd.mjs";
import { reportSale } from "./simulation/report.mjs";
import { simulateSale } from "./simulation/sale.mjs";

/** `fronts` are processes that take requests. With `relay`, one process per bucket writes for all of them. */
const SETUPS = [
  { name: "textbook, 8 processes", fronts: 8, policy: "textbook", relay: false, buckets: 1 },
  { name: "batches, 1 process", fronts: 1, policy: "queue", relay: false, buckets: 1 },
  { name: "batches, 2 processes", fronts: 2, policy: "queue", relay: false, buckets: 1 },
  { name: "batches, 4 processes", fronts: 4, policy: "queue", relay: false, buckets: 1 },
  { name: "batches, 8 processes", fronts: 8, policy: "queue", relay: false, buckets: 1 },
  { name: "batches, 32 processes", fronts: 32, policy: "queue", relay: false, buckets: 1 },
  { name: "relayed, 8 processes", fronts: 8, policy: "queue", relay: true, buckets: 1 },
  { name: "relayed, 32 processes", fronts: 32, policy: "queue", relay: true, buckets: 1 },
  { name: "relayed, 32, waiting room", fronts: 32, policy: "waitingRoom", relay: true, buckets: 1 },
  { name: "4 buckets, 32 processes", fronts: 32, policy: "queue", relay: true, buckets: 4 },
  { name: "16 buckets, 32 processes", fronts: 32, policy: "queue", relay: true, buckets: 16 },
];

await runBench({
  name: "simulate-admission",
  settings: {
    buyers: 1_000_000,
    capacity: 100_000,
    /** Arrivals are log-normal: median, and standard deviation of the logarithm. */
    medianms: 3_000,
    spread: 0.7,
    /** Cost of a request to its process, and of passing it on to another process. */
    requestms: 0.2,
    relayms: 1,
    /** Fixed cost of a transaction and cost of each request in it; how much that varies. */
    fixedms: 17.5,
    eachms: 0.31,
    noise: 0.2,
    /** The share of a transaction that passes before it writes the event, which it does last. */
    beforewriting: 0.9,
    /** Retries after `Retry-After`: up to how much later than told, and how often. */
    hesitationms: 1_000,
    tries: 20,
    horizonms: 60_000,
    seed: 5,
  },
  smoke: { buyers: 20_000, capacity: 2_000, horizonms: 5_000 },
  limitSeconds: 300,
  async measure({ settings }) {
    const { buyers, capacity, medianms, spread, horizonms, seed } = settings;
    const crowd = gatherCrowd({ buyers, medianMs: medianms, spread, seed });
    const ways = SETUPS.map(({ name, ...setup }) => {
      const sale = simulateSale({
        crowd,
        capacity,
        setup,
        costs: {
          requestMs: settings.requestms,
          relayMs: settings.relayms,
          fixedMs: settings.fixedms,
          eachMs: settings.eachms,
          noise: settings.noise,
          beforeWriting: settings.beforewriting,
        },
        people: { hesitationMs: settings.hesitationms, maxTries: settings.tries },
        horizonMs: horizonms,
        seed,
      });
      return { name, ...setup, ...reportSale({ crowd, capacity, sale, seed }) };
    });
    const isCorrect = ways.every(({ oversold, unaccounted }) => oversold === 0 && unaccounted === 0);
    return { figures: { ways }, isCorrect, print: () => print(settings, ways) };
  },
});

function print({ buyers, capacity }, ways) {
  const heading = `${buyers.toLocaleString("en-US")} buyers, ${capacity.toLocaleString("en-US")} tickets`;
  printTable(
    heading,
    ways.map((way) => ({
      way: way.name,
      bookings: way.bookings,
      "a second": way.perSecond,
      "sold out after s": way.soldOutAfterMs === null ? "not" : round(way.soldOutAfterMs / 1_000),
      "wait p50 ms": way.wait.p50,
      "p99 ms": way.wait.p99,
      "answered with Retry-After": way.deferred,
    })),
  );
  printTable(
    "the database, and the order of arrival",
    ways.map(({ name, database, fairness }) => ({
      way: name,
      transactions: database.transactions,
      conflicts: database.conflicts,
      "requests in them": database.requests,
      "came too late %": round(100 * fairness.cameTooLate),
      "pairs overtaken %": round(100 * fairness.overtaken),
    })),
  );
}
