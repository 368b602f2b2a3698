import { readWireFormat, WireFormatError } from "@foyer/contract/wire-format";
import { DomainError } from "@foyer/domain/domain-error";
import superjson, { type SuperJSONResult } from "superjson";

type Plain = string | number | boolean | null;
const DATE = ["Date"] as const;

type PlainFields = { [key: string]: Plain | PlainFields };

/** The form of {@link SuperJSONResult} that a flat answer has. */
interface FlatResult {
  readonly json: PlainFields;
  readonly meta?: {
    readonly values: Readonly<Record<string, readonly ["Date"]>>;
    /** Where one date stands in several fields: the first of them, and the others. */
    readonly referentialEqualities?: Readonly<Record<string, readonly string[]>>;
    readonly v: 1;
  };
}

/**
 * superjson, with a shorter way to the same bytes for what most answers are: one object of plain fields and dates, or
 * an error with its data. superjson keeps a path for each field and looks for everything twice; on a booking's answer
 * it took more time than the rest of the way out. Whatever is not that simple goes superjson's way.
 *
 * What comes in is never given to superjson: see {@link readWireFormat}.
 */
export const transformer = {
  serialize: (value: unknown): SuperJSONResult | FlatResult =>
    serializeFlat(value) ?? superjson.serialize(value),
  deserialize: readInput,
};

/** @throws DomainError INVALID_INPUT */
function readInput(payload: unknown): unknown {
  try {
    return readWireFormat(payload);
  } catch (cause) {
    if (cause instanceof WireFormatError) throw new DomainError("INVALID_INPUT", cause.message, { cause });
    throw cause;
  }
}

function serializeFlat(value: unknown): FlatResult | undefined {
  if (!isPlainObject(value)) return undefined;
  const json: PlainFields = {};
  const values: Record<string, readonly ["Date"]> = {};
  const fieldsOfDates = new Map<Date, string[]>();
  const objects = new Set<unknown>();
  for (const [key, held] of Object.entries(value)) {
    if (!isOrdinaryKey(key)) return undefined;
    if (isPlain(held)) {
      json[key] = held;
    } else if (held instanceof Date) {
      if (Number.isNaN(held.getTime())) return undefined;
      json[key] = held.toISOString();
      values[key] = DATE;
      const fields = fieldsOfDates.get(held);
      if (fields === undefined) fieldsOfDates.set(held, [key]);
      else fields.push(key);
    } else {
      const inner = plainFieldsOf(held);
      // One object in two places is told by superjson.
      if (inner === undefined || objects.has(held)) return undefined;
      objects.add(held);
      json[key] = inner;
    }
  }
  if (fieldsOfDates.size === 0) return { json };
  const referentialEqualities = equalitiesOf(fieldsOfDates.values());
  const equal = referentialEqualities === undefined ? {} : { referentialEqualities };
  return { json, meta: { values, ...equal, v: 1 } };
}

function equalitiesOf(lists: Iterable<readonly string[]>): Record<string, readonly string[]> | undefined {
  let equalities: Record<string, readonly string[]> | undefined;
  for (const [first, ...others] of lists) {
    if (first === undefined || others.length === 0) continue;
    equalities ??= {};
    equalities[first] = others;
  }
  return equalities;
}

/** An object's fields, when nothing has to be told of any of them. */
function plainFieldsOf(value: unknown): PlainFields | undefined {
  if (!isPlainObject(value)) return undefined;
  const fields: PlainFields = {};
  for (const [key, held] of Object.entries(value)) {
    if (!isOrdinaryKey(key) || !isPlain(held)) return undefined;
    fields[key] = held;
  }
  return fields;
}

/** What JSON has, and gives back as it was. */
function isPlain(value: unknown): value is Plain {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null || value === Object.prototype) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Some have to be written otherwise in a path, and some superjson refuses. */
function isOrdinaryKey(key: string): boolean {
  if (key === "__proto__" || key === "constructor" || key === "prototype") return false;
  return !key.includes(".") && !key.includes("\\");
}
