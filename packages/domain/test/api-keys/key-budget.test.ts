import { apiKeyId } from "@foyer/contract/ids";
import { createKeyBudget } from "@foyer/domain/api-keys/key-budget";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it, vi } from "vitest";

const { context } = createTestContext();
const { db } = context;
afterAll(() => db.close());

/** It stands still, so that no window ends in the middle of a test. */
let time = Date.now();
const clock = { now: () => new Date(time) };

let made = 0;
const newKey = () => apiKeyId.parse((++made).toString(16).padStart(24, "0"));

/** What one process counts: they share the database and the time. */
function newProcess(max: number, windowSeconds = 60) {
  const callsPerApiKey = { max, windowSeconds };
  return createKeyBudget({ db, clock, rateLimits: { ...DEFAULT_RATE_LIMITS, callsPerApiKey } });
}

describe("the calls of a key", () => {
  it("are the limit exactly, over four processes and all at once", async () => {
    const key = newKey();
    const processes = [newProcess(40), newProcess(40), newProcess(40), newProcess(40)];
    const calls = await Promise.all(
      processes.flatMap((one) => Array.from({ length: 25 }, () => one.take(key))),
    );
    expect(calls.filter((call) => call?.isWithin)).toHaveLength(40);
    const refused = calls.filter((call) => call?.isWithin === false);
    for (const call of refused) expect(call).toMatchObject({ limit: 40, remaining: 0, windowSeconds: 60 });
  });

  it("are never more than a large limit, and at most a hundredth less for each other process", async () => {
    const key = newKey();
    const processes = [newProcess(1_000), newProcess(1_000), newProcess(1_000)];
    let allowed = 0;
    for (const one of processes) {
      for (let call = 0; call < 3; call++) allowed += Number((await one.take(key))?.isWithin);
    }
    const rest = await Promise.all(Array.from({ length: 1_100 }, () => processes[0]?.take(key)));
    allowed += rest.filter((call) => call?.isWithin).length;
    expect(allowed).toBeLessThanOrEqual(1_000);
    expect(allowed).toBeGreaterThanOrEqual(980);
  });

  it("cost a write for some of them, not for each, and none once they are used up", async () => {
    const key = newKey();
    const budget = newProcess(1_000);
    const command = vi.spyOn(db.prisma, "$runCommandRaw");
    for (let call = 0; call < 100; call++) await budget.take(key);
    expect(command.mock.calls.length).toBe(10);
    const few = newProcess(2);
    const used = newKey();
    await Promise.all([few.take(used), few.take(used), few.take(used)]);
    command.mockClear();
    for (let call = 0; call < 20; call++) expect(await few.take(used)).toMatchObject({ isWithin: false });
    expect(command).not.toHaveBeenCalled();
    command.mockRestore();
  });

  it("say what is left, and are all back in the next window", async () => {
    const key = newKey();
    const budget = newProcess(3, 60);
    const first = await budget.take(key);
    expect(first).toMatchObject({ isWithin: true, remaining: 2 });
    expect(first?.resetSeconds).toBeGreaterThan(0);
    expect(first?.resetSeconds).toBeLessThanOrEqual(60);
    await budget.take(key);
    await budget.take(key);
    expect(await budget.take(key)).toMatchObject({ isWithin: false, remaining: 0 });
    time += 60_000;
    expect(await budget.take(key)).toMatchObject({ isWithin: true, remaining: 2 });
  });

  it("of one key do not count for another", async () => {
    const budget = newProcess(1);
    expect(await budget.take(newKey())).toMatchObject({ isWithin: true });
    expect(await budget.take(newKey())).toMatchObject({ isWithin: true });
  });
});
