import { setTimeout } from "node:timers/promises";
import { createDeferredSettling, createGroupCommit } from "@foyer/domain/machinery/group-commit";
import { describe, expect, it } from "vitest";

describe("group commit", () => {
  /** One whose batches end when a test says so; it answers each request with its batch's number. */
  function held() {
    const batches: (readonly string[])[] = [];
    const ends: (() => void)[] = [];
    let idle = 0;
    const queue = createGroupCommit<string, string, number>({
      batchSize: 3,
      async process(batch) {
        const number = batches.push(batch.map(({ request }) => request));
        await new Promise<void>((end) => void ends.push(end));
        for (const { request, resolve, reject } of batch) {
          if (request === "bad") reject(new Error("bad"));
          else resolve(number);
        }
        return 0;
      },
      onIdle: () => void idle++,
    });
    const endNext = async () => {
      ends.shift()?.();
      await setTimeout(1);
    };
    return { queue, batches, endNext, idle: () => idle };
  }

  it("takes a request that comes alone at once, and those that come meanwhile together", async () => {
    const { queue, batches, endNext, idle } = held();
    const answers = ["1", "2", "3"].map((request) => queue.submit("key", request));
    expect(batches).toEqual([["1"]]);
    expect([queue.queued("key"), queue.load()]).toEqual([2, { queued: 2, keys: 1 }]);
    await endNext();
    expect(batches).toEqual([["1"], ["2", "3"]]);
    expect(idle()).toBe(0);
    await endNext();
    expect(await Promise.all(answers)).toEqual([1, 2, 2]);
    expect([queue.load(), idle()]).toEqual([{ queued: 0, keys: 0 }, 1]);
  });

  it("makes no batch larger than the most, and shares each among the keys", async () => {
    const { queue, batches, endNext } = held();
    for (const request of ["a0", "a1", "a2", "a3"]) void queue.submit("a", request);
    void queue.submit("b", "b1");
    await endNext();
    await endNext();
    expect(batches).toEqual([["a0"], ["a1", "b1", "a2"], ["a3"]]);
  });

  it("settles each request of a batch by itself", async () => {
    const { queue, endNext } = held();
    const results = Promise.allSettled(
      ["first", "bad", "good"].map((request) => queue.submit("key", request)),
    );
    await endNext();
    await endNext();
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

describe("deferred settling", () => {
  it("settles when it is flushed, in portions, and once", async () => {
    const settled: number[] = [];
    const settling = createDeferredSettling(() => 2);
    settling.defer([1, 2, 3], (item) => void settled.push(item));
    expect(settled).toEqual([]);
    settling.flush();
    expect(settled).toEqual([1, 2]);
    await setTimeout(30);
    settling.flush();
    expect(settled).toEqual([1, 2, 3]);
  });

  it("settles soon when nothing flushes it", async () => {
    const settled: number[] = [];
    createDeferredSettling(() => 9).defer([1, 2], (item) => void settled.push(item));
    await setTimeout(50);
    expect(settled).toEqual([1, 2]);
  });
});
