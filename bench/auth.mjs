// npm run bench -- auth [--tries 200] [--flood 500] [--json] [--save] [--smoke]
// What a session costs each request, whether the time of a refused sign-in says why it was refused, and what a flood of
// sign-ins does to other requests.
import { call, mutation, query, send } from "./kit/api.mjs";
import { compareWithBare, rowsOf } from "./kit/compare.mjs";
import { startDatabase } from "./kit/database.mjs";
import { addPeople } from "./kit/people.mjs";
import { distribution, round } from "./kit/percentiles.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { startServer } from "./kit/server.mjs";
import { printTable } from "./kit/table.mjs";

const PASSWORD = "a-seat-for-everyone";

await runBench({
  name: "auth",
  settings: { tries: 200, flood: 500, connections: 20, people: 500, rounds: 5, seconds: 3 },
  smoke: { tries: 5, flood: 40, connections: 4, people: 10, rounds: 1, seconds: 0.3 },
  limitSeconds: 420,
  async measure({ settings, onEnd }) {
    const database = await startDatabase();
    onEnd(database.stop);
    const server = await startServer(database.url(), { FOYER_DEMO: "1" });
    onEnd(server.stop);
    const people = await addPeople(database.db(), settings.people);

    const sessions = await measureSessions(server, people, settings);
    const timing = await measureTiming(server, settings.tries);
    const flood = await measureFlood(server, settings.flood);
    const figures = { tries: settings.tries, sessions, timing, flood };
    const isCorrect =
      server.isAlive() &&
      flood.unexpected === 0 &&
      sessions.requests.every(({ isAsExpected }) => isAsExpected);
    return { figures, isCorrect, print: () => print(figures) };
  },
});

/**
 * A call with invalid input costs its session lookup and nothing else; without a session, not even that. Beside them: a
 * public read with and without a session, and a read that needs one.
 */
async function measureSessions({ origin }, people, { connections, rounds, seconds }) {
  const { items } = await call(origin, query("event.list", {}));
  const look = (token) => query("event.byId", { id: items[0].id }, token);
  const refused = (token) => query("booking.byId", { id: "no id" }, token);
  const byEverybody = (toRequest) => people.map(({ token }) => toRequest(token));
  const cases = [
    { name: "refused, no session", status: 401, requests: [refused()] },
    { name: "refused, one session", status: 400, requests: [refused(people[0].token)] },
    { name: "refused, many sessions", status: 400, requests: byEverybody(refused) },
    { name: "event.byId, no session", status: 200, requests: [look()] },
    { name: "event.byId, many sessions", status: 200, requests: byEverybody(look) },
    {
      name: "user.me, many sessions",
      status: 200,
      requests: byEverybody((token) => query("user.me", undefined, token)),
    },
  ];
  const requests = await compareWithBare({ origins: [origin], cases, connections, rounds, seconds });
  const [without, , withMany] = requests;
  return { requests, withVsWithout: round(withMany.perSecond / without.perSecond) };
}

/** The four kinds of refused sign-in that must take equally long, in turn, so that drift of the machine meets all alike. */
async function measureTiming({ origin }, tries) {
  const admin = await signIn(origin, "admin@foyer.example");
  const ids = new Map();
  for (const search of ["noor@foyer.example", "clara@foyer.example"]) {
    const { items } = await call(origin, query("user.list", { search }, admin));
    ids.set(search, items.find(({ email }) => email === search).id);
  }
  const idOf = (email) => ids.get(email);
  const asAdmin = (procedure, input) => call(origin, mutation(procedure, input, admin));
  await asAdmin("user.setActive", { id: idOf("noor@foyer.example"), isActive: false });
  for (let i = 0; i < 5; i++) await login(origin, "aiko@foyer.example", "wrong");

  const kinds = {
    "wrong password": () => login(origin, "clara@foyer.example", "wrong"),
    "unknown address": (i) => login(origin, `nobody-${i}@foyer.example`, PASSWORD),
    locked: () => login(origin, "aiko@foyer.example", PASSWORD),
    disabled: () => login(origin, "noor@foyer.example", PASSWORD),
  };
  const samples = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 0; i < tries; i++) {
    // Five wrong passwords in a row would lock this account.
    await asAdmin("user.unlock", { id: idOf("clara@foyer.example") });
    for (const [kind, attempt] of Object.entries(kinds)) {
      const { ms, text } = await attempt(i);
      if (!text.includes("INVALID_CREDENTIALS")) throw new Error(`${kind} was answered with ${text}`);
      samples[kind].push(ms);
    }
  }
  const medians = Object.fromEntries(
    Object.entries(samples).map(([kind, list]) => [kind, distribution(list).p50]),
  );
  const values = Object.values(medians);
  return { medians, slowestToFastest: round(Math.max(...values) / Math.min(...values)) };
}

/** Hundreds of sign-ins at once, while events are being read. */
async function measureFlood(server, logins) {
  const { origin } = server;
  await server.eventLoopDelay();
  let isOver = false;
  const reads = [];
  const looking = (async () => {
    while (!isOver) reads.push(await timed(query("event.list"), origin));
  })();
  const answers = await Promise.all(
    Array.from({ length: logins }, (_, i) => login(origin, `flood-${i}@foyer.example`, PASSWORD)),
  );
  isOver = true;
  await looking;
  const eventLoopDelayMs = await server.eventLoopDelay();
  const statuses = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const expected = new Set([401, 429, 503]);
  return {
    logins,
    statuses,
    unexpected:
      answers.filter(({ status }) => !expected.has(status)).length +
      reads.filter(({ status }) => status !== 200).length,
    eventLoopDelayMs,
    otherRequests: { answered: reads.length, ...distribution(reads.map(({ ms }) => ms)) },
    stillAlive: server.isAlive(),
  };
}

function login(origin, email, password) {
  return timed(mutation("user.login", { email, password }), origin);
}

async function timed(request, origin) {
  const startedAt = performance.now();
  const answer = await send(origin, request);
  return { ...answer, ms: performance.now() - startedAt };
}

async function signIn(origin, email) {
  const input = { email, password: PASSWORD, transport: "bearer" };
  return (await call(origin, mutation("user.login", input))).sessionToken;
}

function print({ tries, timing, sessions, flood }) {
  printTable("requests a second", rowsOf(sessions.requests));
  console.log(`  refused calls with a session: ${sessions.withVsWithout} of those without`);
  printTable(`refusals, median of ${tries} tries each, in ms`, [timing.medians]);
  console.log(`  slowest to fastest: ${timing.slowestToFastest}`);
  printTable(`${flood.logins} sign-ins at once: answers by status`, [flood.statuses]);
  printTable("meanwhile", [
    { what: "event loop late by, ms", ...flood.eventLoopDelayMs },
    { what: "others waited, ms", ...flood.otherRequests },
  ]);
}
