// npm run bench -- kinds [--buyers 1000] [--capacity 20000] [--kinds 3] [--json] [--save] [--smoke]
// The hot event without ticket types and with some, in turn: what quotas cost. Their sum is more than the capacity.
import { booksOfAll } from "./kit/books.mjs";
import { isAsExpected, sellHotEvent } from "./kit/hot-sale.mjs";
import { round } from "./kit/percentiles.mjs";
import { inRounds } from "./kit/rounds.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { printTable } from "./kit/table.mjs";

await runBench({
  name: "kinds",
  settings: {
    buyers: 1_000,
    capacity: 20_000,
    /** Buyers beyond the capacity, who must get "sold out". */
    late: 5_000,
    kinds: 3,
    warmup: 3_000,
    seconds: 60,
    /** Each round sells an event without and one with ticket types. */
    rounds: 3,
  },
  smoke: { buyers: 50, capacity: 150, late: 50, warmup: 30, rounds: 1 },
  limitSeconds: 600,
  async measure({ settings, onEnd }) {
    const { rounds, kinds, ...plain } = settings;
    const { middle, all } = await inRounds(
      rounds,
      async () => {
        const without = await sellHotEvent(plain, onEnd);
        const withKinds = await sellHotEvent({ ...plain, kinds }, onEnd);
        return { without, withKinds, ratio: round(withKinds.ours.perSecond / without.ours.perSecond) };
      },
      ({ ratio }) => ratio,
    );
    const sales = all.flatMap(({ without, withKinds }) => [without, withKinds]);
    const books = booksOfAll(sales);
    const figures = {
      without: middle.without.ours,
      withKinds: middle.withKinds.ours,
      ratio: middle.ratio,
      rounds: all.map(({ ratio }) => ratio),
      ...books,
    };
    const isCorrect =
      books.oversold === 0 &&
      books.reconcileOk &&
      sales.every((sale) => isAsExpected(sale.ours) && sale.books.bookings === sale.ours.booked);
    return { figures, isCorrect, print: () => print(figures, settings) };
  },
});

function print({ without, withKinds, ratio, rounds, oversold, reconcileOk }, { buyers, capacity, kinds }) {
  printTable(`${buyers} buyers at once, one event of ${capacity} tickets`, [
    row("one kind", without),
    row(`${kinds} ticket types`, withKinds),
  ]);
  console.log(`  with ticket types ${ratio} of what it is without; the rounds: ${rounds.join(", ")}`);
  console.log(`  oversold ${oversold}, books ${reconcileOk ? "balance" : "DO NOT BALANCE"}`);
}

function row(what, { perSecond, p50, p99, booked, refused }) {
  return { what, "bookings/s": perSecond, "p50 ms": p50, "p99 ms": p99, booked, refused };
}
