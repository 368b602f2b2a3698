import { transformer } from "@foyer/router/transformer";
import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it } from "vitest";

const written = (value: unknown) => JSON.stringify(transformer.serialize(value));
const expected = (value: unknown) => JSON.stringify(superjson.serialize(value));

const at = new Date(0);
const later = new Date(1);
const inner = { a: 1 };

describe("what the transformer writes", () => {
  it.each<[string, unknown]>([
    ["an answer", { id: "x", count: 3, none: null, ok: true, at, later: new Date(1) }],
    ["an error", { message: "No.", code: -32_000, data: { code: "CONFLICT", httpStatus: 409 } }],
    ["an error with a date in it", { message: "No.", data: { admittedAt: at } }],
    ["one date in two places", { createdAt: at, updatedAt: at }],
    ["dates in several places each", { a: at, b: new Date(1), c: at, d: later, e: later, f: at }],
    ["one date inside and outside", { at, inner: { at } }],
    ["one object in two places", { one: inner, other: inner }],
    ["what is not there", { a: undefined }],
    ["numbers that JSON does not have", { a: Number.NaN, b: -0, c: Number.POSITIVE_INFINITY }],
    ["a date that is none", { a: new Date(Number.NaN) }],
    ["keys that are paths", { "a.b": at, "c\\d": new Date(1), e: { "f.g": at } }],
    ["lists", { list: [1, at] }],
    ["a list", [inner, inner]],
    ["rich values", { big: 1n, set: new Set([at]), map: new Map([[1, at]]), no: /x/g }],
    ["an error of the language's", { e: new Error("x") }],
    ["nothing", undefined],
    ["null", null],
    ["a word", "x"],
    ["a date", at],
    ["no prototype", Object.assign(Object.create(null), { a: at })],
    ["an empty object", {}],
    ["an empty object inside", { a: {} }],
  ])("is superjson's: %s", (_, value) => {
    expect(written(value)).toBe(expected(value));
  });

  it("is superjson's for whatever there is", () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.date(),
      fc.constantFrom(null, undefined, at, inner),
    );
    const anything = fc.oneof(
      fc.dictionary(fc.string(), fc.oneof(leaf, fc.dictionary(fc.string(), leaf))),
      fc.object({ withDate: true, withBigInt: true, withMap: true, withSet: true }),
    );
    const outcome = (write: () => string) => {
      try {
        return write();
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(anything, (value) => {
        expect(outcome(() => written(value))).toBe(outcome(() => expected(value)));
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses what superjson refuses", () => {
    for (const value of [{ constructor: 1 }, JSON.parse('{"__proto__": 1}'), { a: { prototype: 1 } }])
      expect(() => written(value)).toThrow("prototype pollution");
  });
});
