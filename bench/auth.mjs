// npm run bench -- auth [--json] [--smoke]
// What signing in gives away by its time, and what a flood of it does to everybody else.
import { get, mutate, percentile, round } from "./kit/call.mjs";
import { startServer } from "./kit/server.mjs";

const isSmoke = process.argv.includes("--smoke");
const TRIES = isSmoke ? 5 : 200;
const FLOOD = isSmoke ? 40 : 500;
const PASSWORD = "a-seat-for-everyone";

const server = await startServer();
try {
  const timing = await measureTiming();
  const sessions = await measureSessions();
  const flood = await measureFlood();
  const result = { bench: "auth", tries: TRIES, timing, sessions, flood };
  print(result);
  if (process.argv.includes("--json")) console.log(JSON.stringify(result));
  process.exitCode = server.isAlive() && flood.unexpected === 0 ? 0 : 1;
} finally {
  await server.stop();
}

/** The four refusals that must look alike, tried in turn so that the machine's moods hit all of them. */
async function measureTiming() {
  const admin = await token("admin@foyer.example");
  const users = JSON.parse((await get(`${server.origin}/trpc/user.list`, bearer(admin))).text).result.data
    .json.items;
  const idOf = (email) => users.find((user) => user.email === email).id;
  await mutate(
    server.origin,
    "user.setActive",
    { id: idOf("noor@foyer.example"), isActive: false },
    bearer(admin),
  );
  for (let i = 0; i < 5; i++) await login("aiko@foyer.example", "wrong");

  const kinds = {
    "wrong password": () => login("clara@foyer.example", "wrong"),
    "unknown address": (i) => login(`nobody-${i}@foyer.example`, PASSWORD),
    locked: () => login("aiko@foyer.example", PASSWORD),
    disabled: () => login("noor@foyer.example", PASSWORD),
  };
  const samples = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 0; i < TRIES; i++) {
    // Five wrong passwords in a row would make this a locked account.
    await mutate(server.origin, "user.unlock", { id: idOf("clara@foyer.example") }, bearer(admin));
    for (const [kind, attempt] of Object.entries(kinds)) {
      const { ms, text } = await attempt(i);
      if (!text.includes("INVALID_CREDENTIALS")) throw new Error(`${kind} was answered with ${text}`);
      samples[kind].push(ms);
    }
  }
  const medians = Object.fromEntries(
    Object.entries(samples).map(([kind, list]) => [kind, round(percentile(list, 0.5))]),
  );
  const values = Object.values(medians);
  return { medians, slowestToFastest: round(Math.max(...values) / Math.min(...values)) };
}

/** What looking up the session costs on each request. */
async function measureSessions() {
  const headers = bearer(await token("ines@foyer.example"));
  const count = isSmoke ? 20 : 2_000;
  return {
    withSession: await rate(count, () => get(`${server.origin}/trpc/user.me`, headers)),
    withoutSession: await rate(count, () => get(`${server.origin}/trpc/user.me`)),
  };
}

async function rate(count, call) {
  const startedAt = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (left-- > 0) await call();
    }),
  );
  return { perSecond: Math.round((count / (performance.now() - startedAt)) * 1_000) };
}

/** Hundreds sign in at once while others look around. */
async function measureFlood() {
  await server.eventLoopDelay();
  let isOver = false;
  const looks = [];
  const looking = (async () => {
    while (!isOver) looks.push(await get(`${server.origin}/trpc/event.list`));
  })();
  const answers = await Promise.all(
    Array.from({ length: FLOOD }, (_, i) => login(`flood-${i}@foyer.example`, PASSWORD)),
  );
  isOver = true;
  await looking;
  const delay = await server.eventLoopDelay();
  const statuses = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const expected = new Set([401, 429, 503]);
  return {
    logins: FLOOD,
    statuses,
    unexpected:
      answers.filter(({ status }) => !expected.has(status)).length +
      looks.filter(({ status }) => status !== 200).length,
    eventLoopDelayMs: delay,
    otherRequests: {
      answered: looks.length,
      p50: round(
        percentile(
          looks.map(({ ms }) => ms),
          0.5,
        ),
      ),
      p99: round(
        percentile(
          looks.map(({ ms }) => ms),
          0.99,
        ),
      ),
    },
    stillAlive: server.isAlive(),
  };
}

function login(email, password) {
  return mutate(server.origin, "user.login", { email, password });
}

async function token(email) {
  const answer = await mutate(server.origin, "user.login", {
    email,
    password: PASSWORD,
    transport: "bearer",
  });
  return JSON.parse(answer.text).result.data.json.sessionToken;
}

function bearer(sessionToken) {
  return { authorization: `Bearer ${sessionToken}` };
}

function print({ timing, sessions, flood }) {
  console.log(`refusals, median of ${TRIES} tries each, in ms`);
  console.table(timing.medians);
  console.log(`slowest to fastest: ${timing.slowestToFastest}`);
  console.log("requests a second, 20 at once");
  console.table(sessions);
  console.log(`${flood.logins} sign-ins at once`);
  console.table({ ...flood.statuses });
  console.log(`event loop delay: p50 ${flood.eventLoopDelayMs.p50} ms, p99 ${flood.eventLoopDelayMs.p99} ms`);
  console.log(`others: ${flood.otherRequests.answered} answered, p99 ${flood.otherRequests.p99} ms`);
}
