import { coverOf, PALETTES, seededRandom } from "@foyer/contract/cover/cover-of";
import { expect, it } from "vitest";
import { contrast } from "./contrast";

it("is the same for the same event", () => {
  const event = { name: "Late Bach", category: "Music" };
  expect(coverOf(event)).toEqual(coverOf({ ...event }));
});

it("takes its pattern from the category", () => {
  const patternOf = (category: string) => coverOf({ name: "X", category }).pattern;
  expect(patternOf("Music")).toBe("rings");
  expect(patternOf("Live music")).toBe("rings");
  expect(patternOf("Theatre")).toBe("drapes");
  expect(patternOf("Something else")).toBe(patternOf("something ELSE"));
});

it.each([
  ["The Tempest", "T"],
  ["“Éclair” evening", "É"],
  ["100 years of radio", "1"],
  ["夜の音楽", "夜"],
  ["!!!", "·"],
])("finds the initial of %s", (name, initial) => {
  expect(coverOf({ name, category: "Music" }).initial).toBe(initial);
});

it("uses more than a few palettes", () => {
  const used = new Set(
    Array.from({ length: 40 }, (_, n) => coverOf({ name: `Event ${n}`, category: "Music" }).palette.ground),
  );
  expect(used.size).toBeGreaterThan(4);
});

it("keeps the initial readable on every ground", () => {
  for (const palette of PALETTES) {
    expect(contrast(palette.letter, palette.ground), palette.ground).toBeGreaterThanOrEqual(4.5);
  }
});

it("repeats its random numbers", () => {
  const [one, other] = [seededRandom(7), seededRandom(7)];
  expect([one(), one(), one()]).toEqual([other(), other(), other()]);
});
