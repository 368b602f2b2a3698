import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BENCH = fileURLToPath(new URL("../../../bench/", import.meta.url));

/** Runs a bench in small. Answers what it prints last with --json: it is for programs, and its fields are promised. */
async function smoke(name: string) {
  const child = spawn(process.execPath, [`${BENCH}${name}.mjs`, "--smoke", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  const result = JSON.parse(output.trim().split("\n").at(-1) ?? "");
  expect(code).toBe(0);
  expect(result).toMatchObject({
    bench: name,
    isSmoke: true,
    machine: { cpus: expect.any(Number), node: process.version, date: expect.any(String) },
  });
  return result;
}

const aNumber = expect.any(Number);
const aSale = {
  perSecond: aNumber,
  p50: aNumber,
  p95: aNumber,
  p99: aNumber,
  booked: aNumber,
  refused: aNumber,
};

/** Times are never asserted here: only that everything was answered as it should be, and that the books balance. */
// Each starts a database and up to three servers, one after the other.
describe("the benches, in small", { timeout: 300_000 }, () => {
  it("hot-event: sells every ticket once and refuses the rest", async () => {
    const result = await smoke("hot-event");
    expect(result).toMatchObject({
      buyers: 50,
      capacity: 150,
      ours: { ...aSale, booked: 150, refused: 50, refusals: { EVENT_SOLD_OUT: 50 }, unexpected: {} },
      textbook: { ...aSale, oversold: 0 },
      driver: { ...aSale, booked: 150, oversold: 0 },
      vsTextbook: aNumber,
      vsDriver: aNumber,
      oversold: 0,
      reconcileOk: true,
      // The driver writes what ours writes.
      documentsPerBooking: { Booking: 1, EventCapacityLog: 1, IdempotencyRecord: 1 },
    });
  });

  it("soak: loses and doubles nothing while processes are killed", async () => {
    expect(await smoke("soak")).toMatchObject({
      sale: { wanted: 240, booked: 240, gaveUp: 0, unexpected: {} },
      kills: aNumber,
      lost: 0,
      bookings: 240,
      oversold: 0,
      reconcileOk: true,
      memory: { server: expect.any(Array) },
    });
  });

  it("hot-and-browse: those who look are answered while tickets are sold", async () => {
    expect(await smoke("hot-and-browse")).toMatchObject({
      idle: { p99: aNumber },
      hot: { p99: aNumber },
      ratio: aNumber,
      ours: { booked: 100 },
      oversold: 0,
      reconcileOk: true,
    });
  });

  it("kinds: nothing oversold, of any kind", async () => {
    expect(await smoke("kinds")).toMatchObject({ oversold: 0, reconcileOk: true });
  });

  it("many-events: everybody gets their ticket", async () => {
    expect(await smoke("many-events")).toMatchObject({
      ours: { ...aSale, booked: 60, refused: 0, unexpected: {} },
      textbook: aSale,
      vsTextbook: aNumber,
      oversold: 0,
      reconcileOk: true,
    });
  });

  it("reads: every request is answered as it should be, by ours and by the bare route", async () => {
    const { procedures } = await smoke("reads");
    const names = procedures.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["event.list", "event.byId", "booking.mine"]));
    for (const procedure of procedures) {
      expect(procedure).toMatchObject({
        perSecond: aNumber,
        bare: { perSecond: aNumber },
        vsBare: aNumber,
        isAsExpected: true,
      });
    }
  });

  it("scale: every question is answered at every size, and the books of what was filled in balance", async () => {
    const { queries, sizes, leftOut } = await smoke("scale");
    expect(leftOut).toEqual([]);
    for (const size of sizes) expect(size).toMatchObject({ oversold: 0, reconcileOk: true });
    for (const query of queries) {
      expect(query).toEqual({
        name: expect.any(String),
        p50: { 100: aNumber, 300: aNumber },
        growth: aNumber,
      });
    }
  });

  it("auth: what is refused is refused as it should be, and the server lives", async () => {
    expect(await smoke("auth")).toMatchObject({ flood: { unexpected: 0, stillAlive: true } });
  });
});
