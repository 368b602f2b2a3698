import { readWireFormat, WireFormatError } from "@foyer/contract/wire-format";
import { describeError } from "@foyer/router/error-shape";
import { TRPCError } from "@trpc/server";
import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it } from "vitest";

/** A message as it arrives: parsed anew each time, because reading changes it in place. */
const arrived = (message: unknown): unknown => JSON.parse(JSON.stringify(message));
const read = (message: unknown) => readWireFormat(arrived(message));

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

const readBySuperjson = (message: unknown) =>
  superjson.deserialize(JSON.parse(JSON.stringify(message)) as ReturnType<typeof superjson.serialize>);

/** The largest body that the server takes. */
const BODY_LIMIT = 128 * 1024;

class Ticket {
  readonly price: number;
  constructor(price: number) {
    this.price = price;
  }
}
superjson.registerClass(Ticket, { identifier: "Ticket" });
superjson.registerSymbol(Symbol.iterator, "iterator");
superjson.registerCustom<Buffer, string>(
  {
    isApplicable: (value): value is Buffer => Buffer.isBuffer(value),
    serialize: (value) => value.toString("hex"),
    deserialize: (text) => Buffer.from(text, "hex"),
  },
  "buffer",
);

/** What superjson can write and no procedure takes. */
const foreign = fc.oneof(
  fc.bigInt(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  fc.string().map((text) => new Error(text)),
  fc.constantFrom(/x/g, /(a+)+$/, /\p{L}/u),
  fc.webUrl().map((address) => new URL(address)),
  fc.array(fc.integer()).map((list) => new Set(list)),
  fc.array(fc.tuple(fc.string(), fc.date({ noInvalidDate: true }))).map((pairs) => new Map(pairs)),
  fc.constantFrom(Symbol.iterator),
  fc.integer().map((price) => new Ticket(price)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.oneof(
    fc.int8Array(),
    fc.uint8Array(),
    fc.uint8ClampedArray(),
    fc.int16Array(),
    fc.uint16Array(),
    fc.int32Array(),
    fc.uint32Array(),
    fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
    fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
  ),
);

/** What the API's own types are made of. */
const own: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => !["__proto__", "constructor", "prototype"].includes(key)),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value;

describe("what is read", () => {
  it("is what superjson reads, for all that the API's types are made of", () => {
    fc.assert(
      fc.property(own, (value) => {
        const message = superjson.serialize(value);
        expect(read(message)).toStrictEqual(readBySuperjson(message));
      }),
      { numRuns: 1_000 },
    );
  });

  it("has one date that stands in two fields in both", () => {
    const at = new Date(0);
    const message = superjson.serialize({ from: at, to: at });
    expect(message.meta?.referentialEqualities).toBeDefined();
    expect(read(message)).toStrictEqual({ from: at, to: at });
  });

  it("may come without annotations, as from programs that know nothing of superjson", () => {
    expect(read({ json: { id: "x" } })).toStrictEqual({ id: "x" });
    expect(read({ json: { id: "x" }, meta: null })).toStrictEqual({ id: "x" });
    expect(read({})).toBeUndefined();
  });
});

describe("what is refused", () => {
  it.each([
    [
      "ten million numbers",
      { json: { f0: 1e7 }, meta: { values: { f0: [["typed-array", "Float64Array"]] } } },
    ],
    ["a regular expression", { json: "/(a+)+$/", meta: { values: ["regexp"] } }],
    ["a huge whole number", { json: "9".repeat(100_000), meta: { values: ["bigint"] } }],
    ["what a map holds", { json: { m: [["a", 0]] }, meta: { values: { m: ["map", { "0.1": ["Date"] }] } } }],
    ["a field that is not there", { json: {}, meta: { values: { a: ["Date"] } } }],
    ["a list's length", { json: { a: [1] }, meta: { values: { "a.length": ["undefined"] } } }],
    ["a date that is a number", { json: { a: 0 }, meta: { values: { a: ["Date"] } } }],
    ["a date in words", { json: { a: "tomorrow" }, meta: { values: { a: ["Date"] } } }],
    ["a date without an end", { json: { a: "2".repeat(100_000) }, meta: { values: { a: ["Date"] } } }],
    ["the prototype", JSON.parse('{"json":{"__proto__":"x"},"meta":{"values":{"__proto__":["undefined"]}}}')],
    ["a constructor", { json: { a: {} }, meta: { values: { "a.constructor": ["undefined"] } } }],
    ["a path with a stray backslash", { json: { a: 1 }, meta: { values: { "\\a": ["undefined"] } } }],
    ["annotations that are none", { json: { a: 1 }, meta: { values: { a: "Date" } } }],
    ["annotations in a row", { json: { a: 1 }, meta: { values: { a: ["Date", "Date"] } } }],
    ["no annotation", { json: { a: 1 }, meta: { values: { a: [] } } }],
    ["a text for annotations", { json: 1, meta: "x" }],
    ["a list for a message", []],
    ["nothing", null],
    ["a number", 5],
  ])("is %s", (_, message) => {
    const cause = errorOf(() => read(message));
    expect(cause).toBeInstanceOf(WireFormatError);
    // As tRPC wraps what its transformer throws.
    expect(describeError(new TRPCError({ code: "BAD_REQUEST", cause }))).toMatchObject({
      reason: "INVALID_INPUT",
    });
  });

  it("is a path as deep as a body allows, before the stack ends", () => {
    const depth = 10_000;
    const json = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const nested = `${'{"a":'.repeat(depth)}["undefined"]${"}".repeat(depth)}`;
    const dotted = `{"${"a.".repeat(depth)}a":["undefined"]}`;
    for (const values of [nested, dotted])
      expect(() => readWireFormat(JSON.parse(`{"json":${json},"meta":{"values":${values}}}`))).toThrow(
        WireFormatError,
      );
  });

  it("is everything else that superjson knows, wherever it stands", () => {
    const place = fc.constantFrom<(value: unknown) => unknown>(
      (value) => value,
      (value) => ({ a: value }),
      (value) => [1, { "b.c": [value] }],
      (value) => ({ at: new Date(0), a: { b: { c: value } } }),
    );
    fc.assert(
      fc.property(foreign, place, (value, put) => {
        const message = superjson.serialize(put(value));
        expect(() => read(message)).toThrow(WireFormatError);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what reading costs", () => {
  /** Counts every look at a message, however it is looked at. */
  function counted(message: unknown): { message: unknown; looks: () => number } {
    let looks = 0;
    const watch = (value: unknown): unknown =>
      typeof value !== "object" || value === null || value instanceof Date
        ? value
        : new Proxy(value, {
            get(target, key) {
              looks++;
              return watch(Reflect.get(target, key));
            },
            set(target, key, given) {
              looks++;
              return Reflect.set(target, key, given);
            },
            has(target, key) {
              looks++;
              return Reflect.has(target, key);
            },
            ownKeys(target) {
              const keys = Reflect.ownKeys(target);
              looks += keys.length + 1;
              return keys;
            },
            getOwnPropertyDescriptor(target, key) {
              looks++;
              return Reflect.getOwnPropertyDescriptor(target, key);
            },
          });
    return { message: watch(message), looks: () => looks };
  }

  /** Looks and size of the answer, whether the message is accepted or not. */
  function costOf(text: string): { looks: number; size: number } {
    const { message, looks } = counted(JSON.parse(text));
    let size = 0;
    try {
      const value = readWireFormat(message);
      size = JSON.stringify(value)?.length ?? 0;
    } catch (error) {
      expect(error).toBeInstanceOf(WireFormatError);
    }
    return { looks: looks(), size };
  }

  /** Annotations of every kind, right and wrong, on paths that are there and that are not. */
  const annotation = fc.oneof(
    fc.constantFrom("Date", "undefined"),
    fc.constantFrom<unknown>(
      "bigint",
      "regexp",
      "set",
      "map",
      "number",
      "URL",
      "Error",
      ["typed-array", "Float64Array"],
      ["symbol", "iterator"],
      ["class", "Ticket"],
      ["custom", "buffer"],
    ),
  );
  const hostile = fc
    .record({
      json: fc.dictionary(
        fc.constantFrom("a", "b", "f0", "0"),
        fc.oneof(fc.constantFrom(1e7, "9".repeat(500), "/(a+)+$/"), fc.array(fc.integer()), fc.json()),
      ),
      values: fc.dictionary(
        fc.stringMatching(/^[abf0](\.[ab0]){0,8}$/),
        fc.oneof(
          fc.array(annotation, { minLength: 1, maxLength: 1 }),
          fc.dictionary(fc.constantFrom("a", "a.b", "0"), fc.array(annotation, { maxLength: 2 })),
        ),
      ),
      referentialEqualities: fc.dictionary(fc.constantFrom("a", "b"), fc.array(fc.constantFrom("a", "b.a"))),
    })
    .map(({ json, ...meta }) => JSON.stringify({ json, meta: { ...meta, v: 1 } }));

  it("is bounded by the message's length, and makes nothing larger than the message", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { looks, size } = costOf(text);
        expect(looks).toBeLessThanOrEqual(2 * text.length);
        expect(size).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, (length: number) => string]>([
    [
      "dates in every field",
      (length) => {
        const names = Array.from({ length: length / 50 }, (_, index) => `f${index}`);
        const json = Object.fromEntries(names.map((name) => [name, "2030-01-01T00:00:00Z"]));
        const values = Object.fromEntries(names.map((name) => [name, ["Date"]]));
        return JSON.stringify({ json, meta: { values } });
      },
    ],
    [
      "long paths to neighbouring fields",
      (length) => {
        const fields = Array.from({ length: length / 150 }, (_, index) => `f${index}`);
        const leaf = Object.fromEntries(fields.map((name) => [name, null]));
        let json: unknown = leaf;
        for (let depth = 0; depth < 30; depth++) json = { a: json };
        const values = Object.fromEntries(fields.map((name) => [`${"a.".repeat(30)}${name}`, ["undefined"]]));
        return JSON.stringify({ json, meta: { values } });
      },
    ],
    [
      "one object that is said to stand everywhere",
      (length) => {
        const others = Array.from({ length: length / 20 }, (_, index) => `b.${index}`);
        return JSON.stringify({
          json: { a: [[], []], b: others.map(() => null) },
          meta: { referentialEqualities: { a: others } },
        });
      },
    ],
  ])("is bounded for a body as large as is taken: %s", (_, make) => {
    const text = make(BODY_LIMIT);
    const { looks, size } = costOf(text);
    expect(looks).toBeLessThanOrEqual(2 * text.length);
    expect(size).toBeLessThanOrEqual(text.length);
  });
});
