import { DomainError } from "@foyer/domain/domain-error";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { asSchema, inputSchema, type JsonSchema } from "./json-schema.js";
import type { Operation } from "./operations.js";

/** The header whose value becomes the input's `idempotencyKey`. */
const IDEMPOTENCY_KEY = "idempotency-key";
const KEY_FIELD = "idempotencyKey";

/** The parts that the fields of an operation's input come from. */
export interface InputParts {
  /** Fields of the query or of the body. */
  readonly fields: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlySet<string>;
  readonly takesKey: boolean;
}

/** Sent by one client of ours only, and of no use to others. */
const HIDDEN = new Set(["direction"]);

/** Where the fields of an operation's input come from: `{id}` is in the path, the idempotency key in a header. */
export function inputParts({
  input,
  id,
  procedure,
}: Pick<Operation, "input" | "id" | "procedure">): InputParts {
  const whole = input === undefined ? {} : inputSchema(input);
  const properties = whole.properties ?? {};
  if (id !== undefined && !(id in properties)) throw new Error(`${procedure} takes no ${id}.`);
  const fields = Object.entries(properties).flatMap(([name, property]) =>
    name === id || name === KEY_FIELD || HIDDEN.has(name) ? [] : [[name, asSchema(property)] as const],
  );
  return {
    fields: Object.fromEntries(fields),
    required: new Set(whole.required?.filter((name) => name !== id)),
    takesKey: KEY_FIELD in properties,
  };
}

const record = z.record(z.string(), z.unknown());
const named = z.object({ id: z.string() });

/**
 * Reads the input of an operation from path, query or body, and headers. Its schema then checks it like any other.
 *
 * @returns undefined for a procedure without input
 * @throws DomainError INVALID_INPUT, MALFORMED_REQUEST
 */
export function readInput(operation: Operation, parts: InputParts, request: FastifyRequest): unknown {
  const { id, method, input } = operation;
  checkEncoding(request.url);
  const query = readQuery(parts, request.query);
  if (method !== "GET") refuseAll(query, "parameter");
  const sent = method === "GET" ? query : readBody(request.body);
  for (const name of [id, KEY_FIELD]) {
    if (name === undefined || !Object.hasOwn(sent, name)) continue;
    const place = name === id ? "the path" : "the header Idempotency-Key";
    throw new DomainError("INVALID_INPUT", `${name} is given in ${place}.`, { field: name });
  }
  if (input === undefined) {
    refuseAll(sent, "field");
    return undefined;
  }
  const key = parts.takesKey ? readKey(request) : undefined;
  return {
    ...sent,
    ...(id !== undefined && { [id]: named.parse(request.params).id }),
    ...(key !== undefined && { [KEY_FIELD]: key }),
  };
}

/** @throws DomainError MALFORMED_REQUEST for signs that are not encoded as UTF-8: they would be taken as they stand */
function checkEncoding(url: string): void {
  try {
    decodeURIComponent(url);
  } catch {
    throw new DomainError("MALFORMED_REQUEST", "Encode the parameters in the address as UTF-8.");
  }
}

/** @throws DomainError INVALID_INPUT if anything was sent where nothing is taken */
function refuseAll(sent: Readonly<Record<string, unknown>>, what: "field" | "parameter"): void {
  const [unknown] = Object.keys(sent);
  if (unknown === undefined) return;
  const name = JSON.stringify(unknown.slice(0, 100));
  throw new DomainError("INVALID_INPUT", `There is no ${what} ${name} here.`);
}

/** A key may be written as a quoted string, as the draft of the header says, or bare, as most programs do. */
function readKey({ headers }: FastifyRequest): string | undefined {
  const value = headers[IDEMPOTENCY_KEY];
  return typeof value === "string" ? value.replace(/^"(.*)"$/, "$1") : undefined;
}

/** @throws DomainError INVALID_INPUT unless it is an object or missing */
function readBody(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined || body === null) return {};
  const parsed = record.safeParse(body);
  if (parsed.success && !Array.isArray(body)) return parsed.data;
  throw new DomainError("INVALID_INPUT", "The body has to be a JSON object.");
}

/** Texts become what the schema asks for; what does not fit stays text, and is refused with the schema's words. */
function readQuery({ fields }: InputParts, query: unknown): Readonly<Record<string, unknown>> {
  const given = Object.entries(record.parse(query));
  return Object.fromEntries(given.map(([name, value]) => [name, coerce(fields[name], value)]));
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

function coerce(schema: JsonSchema | undefined, value: unknown): unknown {
  if (schema?.type === "array") {
    const items = typeof schema.items === "object" && !Array.isArray(schema.items) ? schema.items : undefined;
    return (Array.isArray(value) ? value : [value]).map((one: unknown) => coerce(items, one));
  }
  if (typeof value !== "string") return value;
  switch (schema?.type) {
    case "integer":
    case "number":
      return NUMBER.test(value) ? Number(value) : value;
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    default:
      return value;
  }
}
