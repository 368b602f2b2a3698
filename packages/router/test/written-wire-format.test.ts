import { readWireFormat, type WireMessage, writeWireFormat } from "@foyer/contract/wire-format";
import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it } from "vitest";

const written = (value: unknown) => JSON.stringify(writeWireFormat(value));
const expected = (value: unknown) => JSON.stringify(superjson.serialize(value));

const at = new Date(0);
const later = new Date(1);
const inner = { a: 1 };

/** What a superjson client makes of an answer of ours. */
const readBySuperjson = (value: unknown) =>
  superjson.deserialize(JSON.parse(written(value)) as ReturnType<typeof superjson.serialize>);

describe("what is written", () => {
  it.each<[string, unknown]>([
    ["an answer", { id: "x", count: 3, none: null, ok: true, at, later: new Date(1) }],
    ["an error", { message: "No.", code: -32_000, data: { code: "CONFLICT", httpStatus: 409 } }],
    ["an error with a date in it", { message: "No.", data: { admittedAt: at } }],
    ["what is not there", { a: undefined }],
    ["keys that are paths", { "a.b": at, "c\\d": new Date(1), e: { "f.g": later } }],
    ["lists", { list: [1, at] }],
    ["a list in a list", [[at], [undefined, { a: [later] }]]],
    ["nothing", undefined],
    ["null", null],
    ["a word", "x"],
    ["a date", at],
    ["no prototype", Object.assign(Object.create(null), { a: at })],
    ["an empty object", {}],
    ["an empty object inside", { a: {} }],
    ["no name", { "": at, a: { "": later } }],
  ])("is superjson's: %s", (_, value) => {
    expect(written(value)).toBe(expected(value));
    expect(readWireFormat(JSON.parse(written(value)))).toEqual(value);
  });

  it.each<[string, unknown]>([
    ["one date in two places", { createdAt: at, updatedAt: at }],
    ["dates in several places each", { a: at, b: new Date(1), c: at, d: later, e: later, f: at }],
    ["one date inside and outside", { at, inner: { at } }],
    ["keys that are paths", { "a.b": at, "c\\d": new Date(1), e: { "f.g": at } }],
    ["one object in two places", { one: inner, other: inner }],
    ["a list", [inner, inner]],
  ])("means the same to superjson, which would write that they are identical: %s", (_, value) => {
    expect(readBySuperjson(value)).toStrictEqual(value);
    expect(readWireFormat(JSON.parse(written(value)))).toStrictEqual(value);
  });

  it("is superjson's for all that the API's types are made of", () => {
    const name = fc.string().filter((key) => !["__proto__", "constructor", "prototype"].includes(key));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
        fc.boolean(),
        // Made anew each time: superjson writes which of them are identical.
        fc.date({ noInvalidDate: true }),
        fc.constantFrom(null, undefined),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(name, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        // In superjson's annotations, paths that are numbers come before others.
        const message: WireMessage = JSON.parse(written(value));
        const superjsons: WireMessage = JSON.parse(expected(value));
        expect(message).toStrictEqual(superjsons);
        expect(JSON.stringify(message.json)).toBe(JSON.stringify(superjsons.json));
        expect(readBySuperjson(value)).toStrictEqual(superjson.deserialize(superjson.serialize(value)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses what superjson refuses", () => {
    for (const value of [{ constructor: 1 }, JSON.parse('{"__proto__": 1}'), { a: { prototype: 1 } }])
      expect(() => written(value)).toThrow("prototype pollution");
  });

  it.each<[string, unknown]>([
    ["not a number", { a: Number.NaN }],
    ["endless", { c: Number.POSITIVE_INFINITY }],
    ["a date that is none", { a: new Date(Number.NaN) }],
    ["a big integer", { big: 1n }],
    ["a set", { set: new Set([at]) }],
    ["a map", { map: new Map([[1, at]]) }],
    ["a pattern", { no: /x/g }],
    ["an error of the language's", { e: new Error("x") }],
    ["a function", { f: () => 1 }],
    ["an instance", [new URL("http://localhost")]],
  ])("is nothing when a value could not be read back: %s", (_, value) => {
    expect(() => written(value)).toThrow(/^(Only JSON, dates and undefined can be sent|Invalid time value)/);
  });

  it("has no negative zero, as JSON has none that it writes", () => {
    expect(written({ b: -0 })).toBe('{"json":{"b":0}}');
  });
});
