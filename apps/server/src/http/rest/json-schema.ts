import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

type Names = z.core.$ZodRegistry<{ id?: string | undefined }>;

/** Dates are sent and answered as text. */
const DATE_TIME = { type: "string", format: "date-time" } as const;

/**
 * The JSON schema of what is sent, with the limits of the contract: a text that is normalized before it is checked has
 * the limits of the check.
 */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return tidy(
    z.toJSONSchema(schema, {
      io: "input",
      unrepresentable: "any",
      override({ zodSchema, jsonSchema }) {
        if (zodSchema._zod.def.type === "date") replace(jsonSchema, DATE_TIME);
        const limits = limitsOfPipe(zodSchema);
        if (limits !== undefined) replace(jsonSchema, limits);
      },
    }),
  );
}

/**
 * The JSON schema of an answer. Schemas that have a name refer to it; `definitions` has these.
 *
 * @param names schemas by their names
 */
export function outputSchema(
  schema: z.ZodType,
  names: Names,
): { readonly schema: JsonSchema; readonly definitions: Readonly<Record<string, JsonSchema>> } {
  // Within another schema, so that a named one becomes a reference like any other.
  const { properties, $defs = {} } = tidy(
    z.toJSONSchema(z.object({ answer: schema }), {
      io: "output",
      unrepresentable: "any",
      metadata: names,
      override({ zodSchema: { _zod }, jsonSchema }) {
        if (_zod.def.type === "date") replace(jsonSchema, DATE_TIME);
        // More fields may come.
        if (_zod.def.type === "object") delete jsonSchema.additionalProperties;
      },
    }),
  );
  return { schema: asSchema(properties?.answer), definitions: $defs };
}

/** Leaves out what says nothing, or what the format says already. */
function tidy<Value>(value: Value): Value;
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => tidy(one));
  if (typeof value !== "object" || value === null) return value;
  const json: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      isBound(name, inner) || name === "$schema" ? [] : [[name, tidy(inner)]],
    ),
  );
  if (json.format === "date-time" || json.format === "date") delete json.pattern;
  const { anyOf } = json;
  // An instant is a date or its text, which are the same in JSON.
  return Array.isArray(anyOf) && anyOf.every(isDateTime) ? { ...DATE_TIME } : json;
}

/** The bounds of all whole numbers are no limit of the contract. */
function isBound(name: string, value: unknown): boolean {
  return (
    (name === "maximum" && value === Number.MAX_SAFE_INTEGER) ||
    (name === "minimum" && value === Number.MIN_SAFE_INTEGER)
  );
}

function isDateTime(value: unknown): boolean {
  return z.object({ format: z.literal("date-time") }).safeParse(value).success;
}

/** The schema that a text is checked by after it was normalized; undefined if it is none. */
function limitsOfPipe(schema: z.core.$ZodType): JsonSchema | undefined {
  if (!(schema instanceof z.ZodPipe) || !(schema.out instanceof z.ZodType)) return undefined;
  if (schema.out instanceof z.ZodTransform) return undefined;
  const out = inputSchema(schema.out);
  if (out.type !== "string") return undefined;
  return out;
}

function replace(json: z.core.JSONSchema.BaseSchema, by: JsonSchema): void {
  for (const name of Object.keys(json)) Reflect.deleteProperty(json, name);
  Object.assign(json, by);
}

/** JSON schemas may also be true or false, which zod writes nowhere here. */
export function asSchema(value: z.core.JSONSchema._JSONSchema | undefined): JsonSchema {
  if (typeof value !== "object") throw new Error("This is no JSON schema.");
  return value;
}
