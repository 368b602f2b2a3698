import { createFairQueue } from "@foyer/domain/machinery/group-commit";
import { describe, expect, it } from "vitest";

/** A queue in which so many items wait, named by their key and their place in it. */
function queued(lengths: Readonly<Record<string, number>>) {
  const queue = createFairQueue<string, string>();
  for (const [key, length] of Object.entries(lengths)) {
    for (let place = 1; place <= length; place++) queue.push(key, `${key}${place}`);
  }
  return queue;
}

describe("a fair queue", () => {
  it("gives the same share to each key, and what the short ones leave to the long ones", () => {
    const queue = queued({ a: 100, b: 2, c: 5 });
    expect(queue.take(12)).toEqual(
      expect.arrayContaining(["a1", "a2", "a3", "a4", "b1", "b2", "c1", "c2", "c3", "c4"]),
    );
    expect([queue.length("a"), queue.length("b"), queue.length("c")]).toEqual([95, 0, 0]);
    expect([queue.keyCount(), queue.total()]).toEqual([1, 95]);
  });

  it("keeps the order of arrival within each key", () => {
    const queue = queued({ a: 7, b: 7 });
    const taken = [...queue.take(6), ...queue.take(6), ...queue.take(6)];
    for (const key of ["a", "b"]) {
      const places = taken.filter((one) => one.startsWith(key)).map((one) => Number(one.slice(1)));
      expect(places).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it("serves the keys in turn when not all can be served at once, also when others come all the time", () => {
    const queue = queued({ a: 9, b: 9, c: 9 });
    const turns = [];
    for (let turn = 0; turn < 6; turn++) {
      turns.push(...queue.take(1));
      queue.push(`later${turn}`, `later${turn}`);
    }
    expect(turns).toEqual(["a1", "b1", "c1", "a2", "later0", "b2"]);
  });
});
