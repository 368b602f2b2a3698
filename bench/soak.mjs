// npm run bench -- soak [--persecond 1400] [--seconds 600] [--killevery 20] [--processes 3] [--json] [--save] [--smoke]
// Bookings at a steady rate while a random process is killed again and again: is every booking there, once, does the
// ledger balance, and does memory stay flat? One process is spared, so that there is one whose memory can be watched
// for all of the time.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectId } from "mongodb";
import { checkBooks } from "./kit/books.mjs";
import { provideIndexes, startDatabase } from "./kit/database.mjs";
import { addEvents, eventDocument } from "./kit/events.mjs";
import { startLoad } from "./kit/load.mjs";
import { addPeople } from "./kit/people.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { startServer } from "./kit/server.mjs";
import { printTable } from "./kit/table.mjs";

const SAMPLE_MS = 2_000;
const MEGABYTE = 1_024 * 1_024;

await runBench({
  name: "soak",
  settings: {
    processes: 3,
    /** About half the rate of `hot-event`. */
    persecond: 1_400,
    seconds: 600,
    killevery: 20,
    people: 20_000,
    connections: 100,
  },
  smoke: { persecond: 30, seconds: 8, killevery: 3, people: 100, connections: 10 },
  limitSeconds: 1_200,
  async measure({ settings, onEnd }) {
    const { processes, persecond, seconds, killevery, people: count, connections } = settings;
    const database = await startDatabase();
    onEnd(database.stop);
    await provideIndexes(database.url());
    const db = database.db();
    const [organizer] = await addPeople(db, 1, { name: "Organizer" });
    const people = await addPeople(db, count);
    const eventCount = Math.ceil((persecond * seconds) / count);
    const events = Array.from({ length: eventCount }, () => eventDocument(organizer.id, { capacity: count }));
    await addEvents(db, events);
    const eventIds = events.map(({ _id }) => _id);

    const servers = [];
    onEnd(() => Promise.all(servers.map((server) => server.stop())));
    for (let index = 0; index < processes; index++) servers.push(await startServer(database.url()));
    const origins = servers.map(({ origin }) => origin);
    const directory = await mkdtemp(join(tmpdir(), "foyer-soak-"));
    onEnd(() => rm(directory, { recursive: true, force: true }));
    const file = join(directory, "confirmed.txt");

    const load = startLoad({
      load: "steady",
      origins,
      tokens: people.map(({ token }) => token),
      eventIds,
      perSecond: persecond,
      seconds,
      connections,
      file,
    });
    await load.until("begun");
    const memory = watchMemory(servers, database.pid);
    const endKilling = killAgainAndAgain(servers, { database, everyMs: killevery * 1_000 });
    const { kind: _, ...sale } = await load.result();
    const kills = await endKilling();
    const memoryUsed = memory();

    const lost = await findLost(db, file);
    const books = await checkBooks(db, servers[0].origin, organizer.token, eventIds);
    const figures = {
      sale,
      kills,
      lost,
      bookings: books.bookings,
      oversold: books.oversold,
      reconcileOk: books.reconcileOk,
      events: eventCount,
      memory: memoryUsed,
    };
    const isCorrect =
      lost === 0 &&
      books.oversold === 0 &&
      books.reconcileOk &&
      sale.gaveUp === 0 &&
      sale.booked === sale.wanted &&
      books.bookings === sale.wanted &&
      Object.keys(sale.unexpected).length === 0;
    return { figures, isCorrect, print: () => print(figures, settings) };
  },
});

/**
 * Kills a random process but the first at intervals, and starts it again at its address.
 *
 * @returns ends that, once all run again; how many were killed
 */
function killAgainAndAgain(servers, { database, everyMs }) {
  let isOver = false;
  let kills = 0;
  let stopWaiting = () => {};
  const killing = (async () => {
    for (;;) {
      await new Promise((resolve) => {
        stopWaiting = resolve;
        setTimeout(resolve, everyMs).unref();
      });
      if (isOver) return;
      const index = 1 + Math.floor(Math.random() * (servers.length - 1));
      const { pid, origin, stop } = servers[index];
      process.kill(pid, "SIGKILL");
      kills++;
      await stop();
      servers[index] = await startServer(database.url(), { PORT: new URL(origin).port });
    }
  })();
  return async () => {
    isOver = true;
    stopWaiting();
    await killing;
    return kills;
  };
}

/** Samples resident memory, in megabytes. @returns what was seen of the first process and of the database */
function watchMemory([first], databasePid) {
  const seen = { server: [], database: [] };
  const timer = setInterval(async () => {
    seen.server.push(await residentMemory(first.pid));
    seen.database.push(await residentMemory(databasePid));
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return { server: inTenths(seen.server), database: inTenths(seen.database) };
  };
}

async function residentMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round((Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024) / MEGABYTE);
}

/** The median of each tenth of the time. */
function inTenths(samples) {
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = samples.slice((tenth * samples.length) / 10, ((tenth + 1) * samples.length) / 10);
    return part.sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? null;
  });
}

/** How many bookings that were confirmed to a client are not in the database. */
async function findLost(db, file) {
  const ids = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  let lost = ids.length - new Set(ids).size;
  for (let from = 0; from < ids.length; from += 10_000) {
    const some = ids.slice(from, from + 10_000).map((id) => new ObjectId(id));
    const found = await db.collection("Booking").countDocuments({ _id: { $in: some }, status: "confirmed" });
    lost += some.length - found;
  }
  return lost;
}

function print(
  { sale, kills, lost, bookings, oversold, reconcileOk, memory },
  { persecond, seconds, processes },
) {
  printTable(
    `${persecond} bookings a second at ${processes} processes for ${seconds} s, ${kills} of them killed`,
    [
      {
        wanted: sale.wanted,
        booked: sale.booked,
        "in the database": bookings,
        lost,
        oversold,
        ledger: reconcileOk ? "balances" : "DOES NOT BALANCE",
        "p50 ms": sale.p50,
        "p99 ms": sale.p99,
      },
    ],
  );
  console.log(`  sent again: ${JSON.stringify(sale.again)}, unexpected: ${JSON.stringify(sale.unexpected)}`);
  printTable("resident memory in MB, median of each tenth of the time", [
    { "": "a server that was spared", ...memory.server },
    { "": "the database", ...memory.database },
  ]);
}
