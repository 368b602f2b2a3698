/**
 * Reads superjson's wire format, as far as the API uses it: JSON, dates and `undefined`.
 *
 * superjson itself is not given what strangers send. Its annotations can name a typed array of ten million numbers in
 * forty bytes, compile a regular expression, or walk one path as often as there are annotations. Here the annotations are
 * walked once, beside the JSON, so reading a message costs no more than a fixed multiple of parsing it.
 */

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

/** Names that reach an object's prototype; superjson refuses them too. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The value that a superjson message stands for.
 *
 * Annotations of equal references are passed over: what they point to stands in the JSON in full, so the value is the
 * same but for the identity of its objects. The JSON given is changed in place and must not be used afterwards.
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
  return values === undefined ? json : revive(json, values, 0);
}

/** Applies a tree of annotations: a list with one annotation for the value itself, or an object of paths below it. */
function revive(value: unknown, annotations: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new WireFormatError("The annotations are nested too deeply.");
  if (Array.isArray(annotations)) {
    // A second entry would hold annotations of what a map, a set or a class contains.
    if (annotations.length !== 1) throw notAccepted();
    return reviveLeaf(value, annotations[0]);
  }
  if (!isRecord(annotations)) throw notAccepted();
  for (const [path, below] of Object.entries(annotations)) {
    const names = splitPath(path);
    const last = names.pop();
    if (last === undefined || depth + names.length > MAX_DEPTH) throw misplaced();
    const holder = names.reduce<unknown>((inner, name) => childOf(inner, name), value);
    setChild(holder, last, revive(childOf(holder, last), below, depth + names.length + 1));
  }
  return value;
}

function reviveLeaf(value: unknown, annotation: unknown): unknown {
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

/** superjson parts a path with dots; a dot or backslash of a name has a backslash before it. */
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
