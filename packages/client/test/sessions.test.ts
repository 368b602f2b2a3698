import { failureOf, memoryTokens, reasonOf, type TokenStore, type Tokens } from "@foyer/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, lost, NEVER, type Reply, refused, type SentCall, serving } from "./kit/fake-server.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pair = (generation: number): Tokens => ({
  sessionToken: `session ${generation}`,
  refreshToken: `refresh ${generation}`,
});

/** A server whose sessions are refreshed like Foyer's: each refresh token once, and the last one once more. */
function server({ valid = 0 } = {}) {
  const state = { valid, refreshes: 0, onRefresh: (): Reply | undefined => undefined };
  const answer = async (call: SentCall): Promise<Reply> => {
    if (call.path === "user.refresh") {
      state.refreshes++;
      const own = state.onRefresh();
      if (own !== undefined) return own;
      const given = Number(call.input.refreshToken.split(" ")[1]);
      if (given < state.valid - 1) return refused("SESSION_REUSED");
      state.valid = given + 1;
      return { transport: "bearer", ...pair(state.valid), expiresAt: new Date(0) };
    }
    return call.token === `session ${state.valid}` ? [] : refused("UNAUTHENTICATED");
  };
  return { state, answer };
}

/** Runs the clock on while something is waited for. */
async function passing<Result>(call: Promise<Result>, ms = 100): Promise<Result> {
  await vi.advanceTimersByTimeAsync(ms);
  return call;
}

describe("a session that ran out", () => {
  it("is refreshed once, however many calls wait for it", async () => {
    const { state, answer } = server({ valid: 1 });
    const tokens = memoryTokens(pair(0));
    const { client } = serving(answer, { tokens });
    const calls = Array.from({ length: 25 }, (_, number) =>
      number % 2 === 0 ? client.waitlist.mine.query() : client.user.updateProfile.mutate({ name: "Ada" }),
    );
    expect(await passing(Promise.all(calls))).toHaveLength(25);
    expect(state.refreshes).toBe(1);
    expect(await tokens.get()).toEqual(pair(1));
  });

  it("is not refreshed again by refusals that come later", async () => {
    const { state, answer } = server({ valid: 1 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = async (call: SentCall) => {
      const reply = await answer(call);
      // Refused with the old token, and told so only after everybody else has the new one.
      if (call.path === "user.devices" && call.token === "session 0") await held;
      return reply;
    };
    const { client } = serving(slow, { tokens: memoryTokens(pair(0)) });
    const late = client.user.devices.query();
    await vi.advanceTimersByTimeAsync(10);
    await passing(client.waitlist.mine.query());
    expect(state.refreshes).toBe(1);
    release();
    expect(await passing(late)).toEqual([]);
    expect(state.refreshes).toBe(1);
  });

  it("takes a token that another process has stored meanwhile", async () => {
    const { state, answer } = server({ valid: 3 });
    const tokens = memoryTokens(pair(0));
    const { client } = serving(
      async (call) => {
        const reply = await answer(call);
        await tokens.set(pair(3));
        return reply;
      },
      { tokens },
    );
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(state.refreshes).toBe(0);
  });

  it("takes it also when its own refresh came too late", async () => {
    const { state, answer } = server({ valid: 3 });
    const tokens = memoryTokens(pair(0));
    state.onRefresh = () => {
      void tokens.set(pair(3));
      return undefined;
    };
    const { client } = serving(answer, { tokens });
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(state.refreshes).toBe(1);
  });

  it("is over when the server says so: the caller gets the refusal of the refresh", async () => {
    const { answer } = server({ valid: 3 });
    const { client, paths } = serving(answer, { tokens: memoryTokens(pair(0)) });
    expect(reasonOf(await passing(failure(client.waitlist.mine.query())))).toBe("SESSION_REUSED");
    expect(paths()).toEqual(["waitlist.mine", "user.refresh"]);
  });

  it("is refused once more and not refreshed for ever when the new token is refused, too", async () => {
    const { state } = server();
    const { client } = serving(
      (call) =>
        call.path === "user.refresh"
          ? { transport: "bearer", ...pair(++state.refreshes), expiresAt: new Date(0) }
          : refused("UNAUTHENTICATED"),
      { tokens: memoryTokens(pair(0)) },
    );
    expect(reasonOf(await passing(failure(client.waitlist.mine.query())))).toBe("UNAUTHENTICATED");
    expect(state.refreshes).toBe(1);
  });

  it("is refreshed by a cookie where there are no tokens, once as well", async () => {
    let isFresh = false;
    let refreshes = 0;
    const { client } = serving((call) => {
      if (call.path !== "user.refresh") return isFresh ? [] : refused("UNAUTHENTICATED");
      refreshes++;
      isFresh = true;
      return { transport: "cookie", expiresAt: new Date(0) };
    });
    const calls = [client.waitlist.mine.query(), client.user.updateProfile.mutate({ name: "Ada" })];
    expect(await passing(Promise.all(calls))).toEqual([[], []]);
    expect(refreshes).toBe(1);
  });

  it("is refreshed again when the answer of the refresh was lost", async () => {
    const { state, answer } = server({ valid: 1 });
    state.onRefresh = () => (state.refreshes === 1 ? lost() : undefined);
    const { client } = serving(answer, { tokens: memoryTokens(pair(0)) });
    expect(await passing(client.waitlist.mine.query(), 2_000)).toEqual([]);
    expect(state.refreshes).toBe(2);
  });
});

describe("signing in or out while a session is refreshed", () => {
  it.each([
    ["in as somebody else", { sessionToken: "theirs", refreshToken: "their refresh 0" }],
    ["out", undefined],
  ])("is not undone by the refresh: %s", async (_, next) => {
    const { state, answer } = server({ valid: 1 });
    let stored: Tokens | undefined = pair(0);
    const tokens: TokenStore = {
      get: () => stored,
      set(refreshed) {
        stored = refreshed;
      },
    };
    state.onRefresh = () => {
      stored = next;
      return undefined;
    };
    const { client } = serving(answer, { tokens });
    await passing(client.waitlist.mine.query().catch(() => {}));
    expect(stored).toEqual(next);
  });
});

describe("a refresh that hangs", () => {
  it("ends by a limit of its own, and holds up no later call", async () => {
    const { state, answer } = server({ valid: 1 });
    state.onRefresh = () => (state.refreshes === 1 ? NEVER : undefined);
    const { client } = serving(answer, {
      tokens: memoryTokens(pair(0)),
      refreshTimeoutMs: 5_000,
      repeats: "off",
    });
    const first = failure(client.waitlist.mine.query());
    await vi.advanceTimersByTimeAsync(5_100);
    expect(failureOf(await first)).toEqual({ kind: "timed-out" });
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
  });

  it("is left by a caller who aborts, and goes on for the others", async () => {
    const { state, answer } = server({ valid: 1 });
    let release = (_: undefined) => {};
    const held = new Promise<undefined>((resolve) => {
      release = resolve;
    });
    state.onRefresh = () => (state.refreshes === 1 ? held.then(() => undefined) : undefined);
    const { client, aborted } = serving(
      async (call) => {
        const reply = await answer(call);
        return reply ?? { transport: "bearer", ...pair(1), expiresAt: new Date(0) };
      },
      { tokens: memoryTokens(pair(0)) },
    );
    const controller = new AbortController();
    const leaving = failure(client.waitlist.mine.query(undefined, { signal: controller.signal }));
    const staying = client.user.updateProfile.mutate({ name: "Ada" });
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    expect(failureOf(await leaving)).toEqual({ kind: "aborted" });
    expect(aborted).toEqual([]);
    release(undefined);
    expect(await passing(staying)).toEqual([]);
    expect(state.refreshes).toBe(1);
  });

  it("is aborted when nobody waits any more, and the next call begins another", async () => {
    const { state, answer } = server({ valid: 1 });
    state.onRefresh = () => (state.refreshes === 1 ? NEVER : undefined);
    const { client, aborted } = serving(answer, { tokens: memoryTokens(pair(0)) });
    const controller = new AbortController();
    const calls = [
      failure(client.waitlist.mine.query(undefined, { signal: controller.signal })),
      failure(client.user.updateProfile.mutate({ name: "Ada" }, { signal: controller.signal })),
    ];
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    for (const call of calls) expect(failureOf(await call)).toEqual({ kind: "aborted" });
    expect(aborted).toEqual(["user.refresh"]);
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(state.refreshes).toBe(2);
  });
});

describe("tokens that cannot be stored", () => {
  it("are used all the same, until there are newer ones, and the error is told", async () => {
    const { state, answer } = server({ valid: 1 });
    let stored: Tokens | undefined = pair(0);
    let isFull = true;
    const errors: unknown[] = [];
    const tokens: TokenStore = {
      get: () => stored,
      set(next) {
        if (isFull) throw new Error("The disk is full.");
        stored = next;
      },
    };
    const { client } = serving(answer, { tokens, onTokensNotStored: (error) => errors.push(error) });
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(state.refreshes).toBe(1);
    expect(errors).toEqual([new Error("The disk is full.")]);
    expect(stored).toEqual(pair(0));

    // The next refresh goes by the unstored one, and is not stored either; the one after it is.
    state.valid = 2;
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(errors).toHaveLength(2);
    state.valid = 3;
    isFull = false;
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    expect(stored).toEqual(pair(3));
    expect(state.refreshes).toBe(3);
  });

  it("are forgotten when the program signs out or in", async () => {
    const { answer } = server({ valid: 1 });
    let stored: Tokens | undefined = pair(0);
    const tokens: TokenStore = {
      get: () => stored,
      set: () => Promise.reject(new Error("The disk is full.")),
    };
    const { client, sent } = serving(answer, { tokens, onTokensNotStored: () => {} });
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
    stored = { sessionToken: "session of another account", refreshToken: "refresh 0 of it" };
    await passing(client.waitlist.mine.query().catch(() => {}));
    expect(sent.at(3)?.token).toBe("session of another account");
    stored = undefined;
    await passing(client.waitlist.mine.query().catch(() => {}));
    expect(sent.at(-1)?.token).toBeUndefined();
  });

  it("hold up nobody longer than a refresh may take", async () => {
    const { answer } = server({ valid: 1 });
    const tokens: TokenStore = { get: () => pair(0), set: () => NEVER };
    const { client } = serving(answer, { tokens, refreshTimeoutMs: 1_000, repeats: "off" });
    const first = failure(client.waitlist.mine.query());
    await vi.advanceTimersByTimeAsync(1_100);
    expect(failureOf(await first)).toEqual({ kind: "timed-out" });
    expect(await passing(client.waitlist.mine.query())).toEqual([]);
  });
});
