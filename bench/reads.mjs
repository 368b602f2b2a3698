// npm run bench -- reads [--connections 20] [--crowd 200] [--only booking.mine] [--json] [--save] [--smoke]
// What a request costs on its way through HTTP and tRPC: reads against a bare Fastify route that returns the same
// bytes, and mutations that have no work to do against one that parses the same body. The bare route logs as Foyer does.
// `--only` measures the cases that it names, and takes no profile.
import { call, mutation, query, send } from "./kit/api.mjs";
import { compareWithBare, rowsOf } from "./kit/compare.mjs";
import { provideIndexes, startDatabase } from "./kit/database.mjs";
import { addEvents, eventDocument } from "./kit/events.mjs";
import { runLoad } from "./kit/load.mjs";
import { addPeople } from "./kit/people.mjs";
import { runBench } from "./kit/run-bench.mjs";
import { startServer } from "./kit/server.mjs";
import { printTable } from "./kit/table.mjs";

/** Bookings on the page of `booking.mine`. */
const OWN_BOOKINGS = 5;

await runBench({
  name: "reads",
  settings: { connections: 20, crowd: 200, people: 500, events: 200, rounds: 6, seconds: 3, servers: 3 },
  smoke: { connections: 4, crowd: 8, people: 5, events: 20, rounds: 1, seconds: 0.3, servers: 1 },
  limitSeconds: 600,
  async measure({ settings, only, onEnd }) {
    const { connections, crowd, people: count, events, rounds, seconds, servers: howMany } = settings;
    const database = await startDatabase();
    onEnd(database.stop);
    await provideIndexes(database.url());
    const { soldOut, open, people, owner } = await fill(database.db(), { events, people: count });
    const servers = [];
    for (let one = 0; one < howMany; one++) {
      const server = await startServer(database.url());
      onEnd(server.stop);
      servers.push(server);
    }
    const origins = servers.map(({ origin }) => origin);
    // Preparation and profiles use the first one.
    const [server] = servers;
    const { origin } = server;

    const book = (eventId, token, idempotencyKey) =>
      mutation(
        "booking.create",
        { eventId, ticketQuantity: 1, paymentMethod: "cash", idempotencyKey },
        token,
      );
    for (const id of open.slice(0, OWN_BOOKINGS)) await call(origin, book(id, owner.token, `own-${id}`));
    // The last ticket, which also puts "sold out" into the server's availability cache.
    await call(origin, book(soldOut, owner.token, "last-ticket"));

    const looked = query("event.byId", { id: open[0] });
    const { etag } = await send(origin, looked);
    const cases = [
      { name: "event.list", status: 200, requests: [query("event.list", {})] },
      { name: "event.byId", status: 200, requests: [looked] },
      {
        name: "event.byId, known already",
        status: 304,
        requests: [{ ...looked, headers: { "if-none-match": etag } }],
      },
      { name: "booking.mine", status: 200, requests: [query("booking.mine", {}, owner.token)] },
      // The mutation that has no work to do: session, user procedure, input and admission, which refuses from the
      // availability cache. Each request comes with another session.
      {
        name: "booking.create, sold out",
        connections: crowd,
        status: 409,
        requests: people.map(({ token }) => book(soldOut, token)),
      },
      // With an idempotency key, which has to be looked up first: a repeat gets its first answer.
      {
        name: "booking.create, sold out, with a key",
        connections: crowd,
        status: 409,
        requests: people.map(({ token }, index) => book(soldOut, token, `late-${index}`)),
      },
      {
        name: "booking.create, repeated",
        connections: crowd,
        status: 200,
        requests: [book(open[0], owner.token, `own-${open[0]}`)],
      },
    ];
    await untilMailed(servers, OWN_BOOKINGS + 1);
    const chosen = cases.filter(({ name }) => only === undefined || only.includes(name));
    const procedures = await compareWithBare({ origins, cases: chosen, connections, rounds, seconds });
    // In a run of its own, because profiling costs time.
    for (const one of only === undefined ? procedures : []) {
      const { requests } = cases.find(({ name }) => name === one.name);
      await server.startProfile();
      await runLoad({ load: "repeat", origin, connections: one.connections, requests, seconds });
      one.profile = await server.endProfile();
    }
    const figures = { connections, crowd, procedures };
    const isCorrect = procedures.every(({ isAsExpected }) => isAsExpected);
    return { figures, isCorrect, print: () => print(figures) };
  },
});

async function fill(db, { events, people: count }) {
  const [owner, ...people] = await addPeople(db, count + 1);
  const documents = Array.from({ length: events }, (_, index) =>
    eventDocument(owner.id, {
      name: `An evening on sale, number ${index}`,
      description: "A description of the length that people write. ".repeat(6),
    }),
  );
  const soldOut = eventDocument(owner.id, { name: "Sold out", capacity: 1 });
  await addEvents(db, [...documents, soldOut]);
  return { owner, people, open: documents.map(({ _id }) => _id.toString()), soldOut: soldOut._id.toString() };
}

/** Waits until the mails about the first bookings are sent, so that sending them is not measured. */
async function untilMailed(servers, mails) {
  const until = performance.now() + 15_000;
  // Any of the servers may send them.
  const sent = () => servers.reduce((sum, server) => sum + server.mailsSent(), 0);
  while (sent() < mails && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function print({ connections, crowd, procedures }) {
  printTable(`requests a second, ${connections} at once, mutations ${crowd}`, rowsOf(procedures));
  for (const { name, profile } of procedures) {
    if (profile !== undefined)
      printTable(`${name}: where the server's time went`, profile.byPart.slice(0, 6));
  }
}
