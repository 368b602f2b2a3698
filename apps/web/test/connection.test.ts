import { describe, expect, it } from "vitest";
import { createConnection, fetchWatchingConnection } from "../src/shared/connection";
import { loadCode, MissingCodeError } from "../src/shared/load-code";

/** A connection to a simulated server, with a clock that never waits. */
function setUp() {
  const world = { isThere: true, hasNetwork: true, probes: 0, pauses: [] as number[] };
  let wake = () => {};
  const way = createConnection({
    async probe() {
      world.probes += 1;
      if (!world.hasNetwork) throw new TypeError("Failed to fetch");
      return world.isThere;
    },
    hasNetwork: () => world.hasNetwork,
    sleep(milliseconds) {
      world.pauses.push(milliseconds);
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
  });
  const states: string[] = [];
  way.subscribe(() => states.push(way.current()));
  /** Ends the pause between two probes. */
  const tick = async () => {
    wake();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { world, way, states, tick };
}

describe("the connection", () => {
  it("is not given up for one request that failed", async () => {
    const { way, states } = setUp();
    expect(await way.check()).toBe("up");
    expect(states).toEqual([]);
  });

  it("knows a device without a network from a server without an answer", async () => {
    const { world, way, states, tick } = setUp();
    world.isThere = false;
    expect(await way.check()).toBe("no-answer");
    world.hasNetwork = false;
    void way.check();
    // Without waiting for a probe.
    expect(way.current()).toBe("no-network");
    await tick();
    world.hasNetwork = true;
    await tick();
    world.isThere = true;
    await tick();
    expect(states).toEqual(["no-answer", "no-network", "no-answer", "up"]);
  });

  it("stays without a network when an answer that was on its way comes late", async () => {
    const { world, way, tick } = setUp();
    world.hasNetwork = false;
    expect(await way.check()).toBe("no-network");
    way.seen();
    await tick();
    expect(way.current()).toBe("no-network");
  });

  it("asks again when the network goes while it asks", async () => {
    let resolve: (isThere: boolean) => void = () => {};
    const answer = new Promise<boolean>((settle) => {
      resolve = settle;
    });
    const probes = [answer, Promise.resolve(false)];
    let hasNetwork = true;
    const probe = async () => (await probes.shift()) ?? false;
    const way = createConnection({ probe, hasNetwork: () => hasNetwork, sleep: () => new Promise(() => {}) });
    void way.check();
    hasNetwork = false;
    void way.check();
    resolve(true);
    await new Promise((done) => setImmediate(done));
    expect(way.current()).toBe("no-network");
    expect(probes).toEqual([]);
  });

  it("asks more and more seldom, and no more once it is back", async () => {
    const { world, way, tick } = setUp();
    world.isThere = false;
    await way.check();
    const back = way.whenUp();
    for (let probe = 0; probe < 8; probe++) await tick();
    const longest = Math.max(...world.pauses);
    expect(world.pauses[0]).toBeLessThan(1_500);
    expect(longest).toBeGreaterThan(11_000);
    expect(longest).toBeLessThan(19_000);
    world.isThere = true;
    await tick();
    await back;
    const { probes } = world;
    await tick();
    expect(world.probes).toBe(probes);
  });

  it("asks once however many requests fail at the same time", async () => {
    const { world, way } = setUp();
    world.isThere = false;
    await Promise.all([way.check(), way.check(), way.check()]);
    expect(world.probes).toBe(1);
  });
});

describe("requests", () => {
  const html = { headers: { "content-type": "text/html" } };
  const json = { headers: { "content-type": "application/json" } };
  const abort = new DOMException("The user aborted a request.", "AbortError");

  it.each([
    ["no answer", () => Promise.reject(new TypeError("Failed to fetch")), 1],
    ["an answer of a gateway", async () => new Response("", { status: 502, ...html }), 1],
    ["an end on purpose", () => Promise.reject(abort), 0],
    ["a refusal of the server", async () => new Response("{}", { status: 503, ...json }), 0],
    ["an answer", async () => new Response("{}", json), 0],
  ])("with %s", async (_, answer, probes) => {
    const { world, way } = setUp();
    await fetchWatchingConnection(answer, way)("/trpc/event.list").catch(() => {});
    expect(world.probes).toBe(probes);
  });

  it("that are answered say that it is back", async () => {
    const { world, way } = setUp();
    world.isThere = false;
    await way.check();
    await fetchWatchingConnection(async () => new Response("{}", json), way)("/trpc/event.list");
    expect(way.current()).toBe("up");
  });
});

describe("code of the app", () => {
  it("is waited for while there is no network", async () => {
    const { world, way, tick } = setUp();
    let tries = 0;
    const load = loadCode(async () => {
      tries += 1;
      if (!world.hasNetwork) throw new TypeError("Failed to fetch dynamically imported module");
      return "the page";
    }, way);
    world.hasNetwork = false;
    const page = load();
    await tick();
    await tick();
    expect(tries).toBe(1);
    world.hasNetwork = true;
    await tick();
    expect(await page).toBe("the page");
  });

  it("that the server no longer has is called that", async () => {
    const { way } = setUp();
    const load = loadCode(() => Promise.reject(new TypeError("Failed to fetch")), way);
    await expect(load()).rejects.toBeInstanceOf(MissingCodeError);
  });
});
