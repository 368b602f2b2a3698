import { createFairQueue } from "@foyer/domain/machinery/fair-queue";
import { describe, expect, it } from "vitest";

const ANYBODY = () => true;

/** Lines in which so many stand, named by their line and their place in it. */
function lined(lengths: Readonly<Record<string, number>>) {
  const lines = createFairQueue<string, string>();
  for (const [key, length] of Object.entries(lengths)) {
    for (let place = 1; place <= length; place++) lines.join(key, `${key}${place}`);
  }
  return lines;
}

describe("lines", () => {
  it("give the same share to each, and what the short ones leave to the long ones", () => {
    const lines = lined({ a: 100, b: 2, c: 5 });
    expect(lines.take(12, ANYBODY)).toEqual(
      expect.arrayContaining(["a1", "a2", "a3", "a4", "b1", "b2", "c1", "c2", "c3", "c4"]),
    );
    expect([lines.length("a"), lines.length("b"), lines.length("c")]).toEqual([95, 0, 0]);
    expect([lines.count(), lines.total()]).toEqual([1, 95]);
  });

  it("keep the order of arrival within each", () => {
    const lines = lined({ a: 7, b: 7 });
    const taken = [...lines.take(6, ANYBODY), ...lines.take(6, ANYBODY), ...lines.take(6, ANYBODY)];
    for (const key of ["a", "b"]) {
      const places = taken.filter((one) => one.startsWith(key)).map((one) => Number(one.slice(1)));
      expect(places).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it("have their turns when not all can be served at once, also when others come all the time", () => {
    const lines = lined({ a: 9, b: 9, c: 9 });
    const turns = [];
    for (let turn = 0; turn < 6; turn++) {
      turns.push(...lines.take(1, ANYBODY));
      lines.join(`later${turn}`, `later${turn}`);
    }
    expect(turns).toEqual(["a1", "b1", "c1", "a2", "later0", "b2"]);
  });

  it("leave those standing who may not go with the first one, and everybody behind them", () => {
    const lines = lined({ a: 3, b: 1 });
    expect(lines.take(9, (one) => one !== "a2")).toEqual(["a1", "b1"]);
    expect(lines.take(9, ANYBODY)).toEqual(["a2", "a3"]);
    expect(lines.take(9, ANYBODY)).toEqual([]);
  });
});
