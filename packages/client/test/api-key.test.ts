import { inspect } from "node:util";
import { type ConnectionOptions, createFoyerClient, failureOf, memoryTokens, reasonOf } from "@foyer/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { failure, lost, NEVER, page, refused, serving } from "./kit/fake-server.js";

const KEY = "foyer_a-key-that-nobody-may-see";
const url = "http://foyer.test/trpc";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("an API key", () => {
  it("goes with every call, without what a file has around it", async () => {
    const { client, sent } = serving(() => [], { apiKey: `${KEY}\n` });
    await client.event.mine.query();
    await client.user.updateProfile.mutate({ name: "Ada" });
    expect(sent.map(({ token }) => token)).toEqual([KEY, KEY]);
  });

  it("is asked for each request where it comes from elsewhere", async () => {
    let reads = 0;
    const { client, sent } = serving(() => [], { apiKey: async () => `${KEY}-${++reads}` });
    await client.event.mine.query();
    await client.event.mine.query();
    expect(sent.map(({ token }) => token)).toEqual([`${KEY}-1`, `${KEY}-2`]);
  });

  it("that is refused is not refreshed, and the caller gets the code", async () => {
    const { client, paths } = serving(() => refused("UNAUTHENTICATED"), { apiKey: KEY });
    const error = await failure(client.event.mine.query());
    expect(reasonOf(error)).toBe("UNAUTHENTICATED");
    expect(paths()).toEqual(["event.mine"]);
  });

  it("that was replaced since it was sent is sent in its place, once", async () => {
    let key = "foyer_old";
    const { client, sent } = serving(
      ({ token }) => {
        key = "foyer_new";
        return token === "foyer_new" ? [] : refused("UNAUTHENTICATED");
      },
      { apiKey: () => key },
    );
    expect(await client.event.mine.query()).toEqual([]);
    expect(sent.map(({ path, token }) => [path, token])).toEqual([
      ["event.mine", "foyer_old"],
      ["event.mine", "foyer_new"],
    ]);
  });

  it("that is given and missing is an error, and no call of nobody's", async () => {
    const missing = "There is no API key: apiKey is given, and empty.";
    for (const apiKey of [undefined, "", " \n"]) {
      expect(() => createFoyerClient({ url, apiKey })).toThrow(missing);
    }
    const { client, sent } = serving(() => [], { apiKey: async () => undefined });
    const error = await failure(client.event.mine.query());
    expect(String(error)).toContain(missing);
    expect(failureOf(error)).toEqual({ kind: "not-sent" });
    expect(sent).toEqual([]);
  });

  it("that could not be read is told apart from a server that could not be reached", async () => {
    const broken = new TypeError("fetch failed");
    const { client, sent } = serving(() => [], { apiKey: () => Promise.reject(broken) });
    const error = await failure(client.event.mine.query());
    expect(failureOf(error)).toEqual({ kind: "not-sent" });
    expect(inspect(error, { depth: 9 })).toContain("fetch failed");
    expect(sent).toEqual([]);
  });

  it("that takes for ever to be read is a time-out", async () => {
    const { client } = serving(() => [], { apiKey: () => NEVER, timeoutMs: 50, repeats: "off" });
    expect(failureOf(await failure(client.event.mine.query()))).toEqual({ kind: "timed-out" });
  });

  it.each([
    ["missing", async () => undefined],
    ["no key", () => `${KEY}\r\nx: y`],
  ])("that is %s ends a stream", async (_, apiKey) => {
    const { client } = serving(() => [], { apiKey });
    const error = await new Promise((onError) => {
      client.booking.onChange.subscribe({}, { onError });
    });
    expect(failureOf(error)).toEqual({ kind: "not-sent" });
  });

  it("is in no address, no error and no log, whatever happens", async () => {
    const said = (["log", "warn", "error", "info", "debug"] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => {}),
    );
    const addresses: string[] = [];
    const problems = [
      () => refused("UNAUTHENTICATED"),
      () => refused("EVENT_SOLD_OUT", { availableTickets: 0 }),
      () => page(502),
      lost,
      () => NEVER,
    ];
    const options = { apiKey: KEY, repeats: "off", timeoutMs: 50 } as const;
    const errors: unknown[] = [];
    for (const answer of problems) {
      const { client } = serving(answer, options);
      errors.push(await failure(client.event.mine.query()));
      errors.push(await failure(client.user.updateProfile.mutate({ name: "Ada" })));
    }
    const { client } = serving(() => [], { ...options, apiKey: `${KEY}\nnot-a-header` });
    errors.push(await failure(client.event.mine.query()));
    expect(failureOf(errors.at(-1))).toEqual({ kind: "not-sent" });
    const real = createFoyerClient({
      ...options,
      url,
      fetch: async (address) => {
        addresses.push(String(address));
        throw new TypeError("fetch failed");
      },
    });
    errors.push(await failure(real.event.mine.query()));
    errors.push(await failure(real.user.updateProfile.mutate({ name: "Ada" })));
    const stream = real.booking.onChange.subscribe({}, {});
    await expect.poll(() => addresses).toHaveLength(3);
    stream.unsubscribe();
    const everything = [...errors, ...addresses].map((told) =>
      inspect(told, { depth: 20, showHidden: true }),
    );
    expect(everything.join("\n")).not.toContain(KEY);
    expect(said.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});

describe("an API key beside a session", () => {
  it("is an error", () => {
    const tokens = memoryTokens();
    const both = { url, apiKey: KEY, tokens } as unknown as ConnectionOptions;
    expect(() => createFoyerClient(both)).toThrow("Give an API key or a session, not both.");
  });

  it("does not compile", () => {
    const tokens = memoryTokens();
    const compiles = (options: ConnectionOptions) => options;
    compiles({ url, apiKey: process.env.FOYER_API_KEY });
    // @ts-expect-error: a key or tokens
    compiles({ url, apiKey: KEY, tokens });
    // @ts-expect-error: a key or a session token
    compiles({ url, apiKey: KEY, sessionToken: () => "token" });
    // @ts-expect-error: a key is never refreshed
    compiles({ url, apiKey: KEY, refreshTimeoutMs: 1_000 });
    // @ts-expect-error: a key is never stored
    compiles({ url, apiKey: KEY, onTokensNotStored: () => {} });
  });
});
