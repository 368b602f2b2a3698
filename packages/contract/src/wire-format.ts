/**
 * How values travel: superjson's wire format, for what the API carries: JSON, dates and `undefined`. Any superjson client
 * understands what is written here, and what it writes of these is read here.
 *
 * superjson itself does neither. It walks an answer more than once and keeps a path for every field, and it deserializes
 * whatever annotation a message carries: a typed array of ten million numbers from forty bytes, a regular expression,
 * one path as often as it is named. Here each direction is one walk, so reading costs no more than a fixed multiple of
 * parsing (decisions 0037 and 0043).
 */

import { isoText } from "./iso-text.js";

type Annotation = readonly ["Date"] | readonly ["undefined"];

/** A message: JSON, and which of its values are dates or `undefined`. */
export interface WireMessage {
  readonly json: unknown;
  readonly meta?: {
    /** By dotted path; the annotation alone when it is of the value as a whole. */
    readonly values: Annotation | Readonly<Record<string, Annotation>>;
    /** Dots and backslashes in names are escaped. */
    readonly v: 1;
  };
}

const DATE: Annotation = ["Date"];
const UNDEFINED: Annotation = ["undefined"];

/** Names that reach an object's prototype; superjson refuses them too. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * A value as a message. An object that stands in several places is written in each and annotated in none: readers get
 * equal values, but not identical ones. `-0` becomes `0`.
 *
 * @throws TypeError for anything but JSON, dates and `undefined`, such as a `Map`, a class instance or `NaN`
 * @throws RangeError for an invalid date
 */
export function writeWireFormat(value: unknown): WireMessage {
  if (value instanceof Date) return { json: isoText(value), meta: { values: DATE, v: 1 } };
  if (value === undefined) return { json: null, meta: { values: UNDEFINED, v: 1 } };
  const annotations: Record<string, Annotation> = {};
  const json = copy(value, undefined, annotations);
  return Object.keys(annotations).length === 0 ? { json } : { json, meta: { values: annotations, v: 1 } };
}

/** @param path where the value stands, dotted; undefined for the whole */
function copy(value: unknown, path: string | undefined, annotations: Record<string, Annotation>): unknown {
  if (isPlain(value)) return value;
  if (value === undefined) {
    annotations[path ?? ""] = UNDEFINED;
    return null;
  }
  if (typeof value !== "object") throw notWritable(value, path);
  if (value instanceof Date) {
    annotations[path ?? ""] = DATE;
    return isoText(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      isPlain(item) ? item : copy(item, within(path, String(index)), annotations),
    );
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notWritable(value, path);
  // A copy whose fields are replaced: adding them one by one takes several times as long.
  const fields: Record<string, unknown> = { ...value };
  for (const name of Object.keys(fields)) {
    if (PROTOTYPE_NAMES.has(name)) throw new TypeError(`A field named ${name} would be prototype pollution.`);
    const field = fields[name];
    // Most fields are plain, and need no path.
    if (!isPlain(field)) fields[name] = copy(field, within(path, name), annotations);
  }
  return fields;
}

/** Whether a value is JSON by itself. */
function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Names are parted by dots; a dot or backslash of a name has a backslash before it. */
function within(path: string | undefined, name: string): string {
  const escaped = name.includes(".") || name.includes("\\") ? name.replace(/[\\.]/g, "\\$&") : name;
  return path === undefined ? escaped : `${path}.${escaped}`;
}

function notWritable(value: unknown, path = ""): TypeError {
  const kind = typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
  return new TypeError(`Only JSON, dates and undefined can be sent, not ${kind} at "${path}".`);
}

/** A message that asks for more than dates and `undefined`, or whose annotations do not fit its JSON. */
export class WireFormatError extends Error {
  override readonly name = "WireFormatError";
}

/** No input of the API is nested nearly as deep; recursion has to end before the stack does. */
const MAX_DEPTH = 32;

/** The longest text that superjson writes for a date: "+275760-09-13T00:00:00.000Z", with room. */
const MAX_DATE_LENGTH = 40;
const ISO_DATE =
  /^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The value of a message. Annotations of equal references are ignored: what they point to is in the JSON in full. The
 * JSON given is changed in place and must not be used afterwards.
 *
 * @param payload a parsed message: `{ json, meta? }`
 * @throws WireFormatError when it is not such a message, or annotates anything but `Date` and `undefined`
 */
export function readWireFormat(payload: unknown): unknown {
  if (!isRecord(payload)) throw new WireFormatError("A message has to be an object with the field json.");
  const { json, meta } = payload;
  if (meta === undefined || meta === null) return json;
  if (!isRecord(meta)) throw new WireFormatError("meta has to be an object.");
  const { values } = meta;
  return values === undefined ? json : deserialize(json, values, 0);
}

/** Applies a tree of annotations: a list with one annotation for the value itself, or an object of paths below it. */
function deserialize(value: unknown, annotations: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new WireFormatError("The annotations are nested too deeply.");
  if (Array.isArray(annotations)) {
    // A second entry would hold annotations of what a map, a set or a class contains.
    if (annotations.length !== 1) throw notAccepted();
    return deserializeLeaf(value, annotations[0]);
  }
  if (!isRecord(annotations)) throw notAccepted();
  for (const [path, below] of Object.entries(annotations)) {
    const names = splitPath(path);
    const last = names.pop();
    if (last === undefined || depth + names.length > MAX_DEPTH) throw misplaced();
    const holder = names.reduce<unknown>((inner, name) => childOf(inner, name), value);
    setChild(holder, last, deserialize(childOf(holder, last), below, depth + names.length + 1));
  }
  return value;
}

function deserializeLeaf(value: unknown, annotation: unknown): unknown {
  switch (annotation) {
    case "undefined":
      return undefined;
    case "Date":
      if (typeof value !== "string" || value.length > MAX_DATE_LENGTH || !ISO_DATE.test(value)) {
        throw new WireFormatError("A date has to be written as in ISO 8601.");
      }
      return new Date(value);
    default:
      throw notAccepted();
  }
}

/** The reverse of {@link within}. */
function splitPath(path: string): string[] {
  if (!path.includes("\\")) return path.split(".");
  const names: string[] = [];
  let name = "";
  for (let at = 0; at < path.length; at++) {
    const sign = path.charAt(at);
    if (sign === "\\") {
      at++;
      const escaped = path.charAt(at);
      if (escaped !== "." && escaped !== "\\") throw misplaced();
      name += escaped;
    } else if (sign === ".") {
      names.push(name);
      name = "";
    } else name += sign;
  }
  names.push(name);
  return names;
}

function childOf(holder: unknown, name: string): unknown {
  if (typeof holder !== "object" || holder === null || PROTOTYPE_NAMES.has(name)) throw misplaced();
  if (!Object.hasOwn(holder, name) || (Array.isArray(holder) && name === "length")) throw misplaced();
  return Reflect.get(holder, name);
}

function setChild(holder: unknown, name: string, value: unknown): void {
  if (typeof holder !== "object" || holder === null) throw misplaced();
  Reflect.set(holder, name, value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAccepted(): WireFormatError {
  return new WireFormatError("Only dates and undefined may be annotated in meta.values.");
}

function misplaced(): WireFormatError {
  return new WireFormatError("meta.values names a field that is not there.");
}
