import type { z } from "zod";

/** What tRPC takes for a schema: something to parse with, and two properties, which are never there, for its types. */
interface Parser<Schema extends z.ZodType> {
  readonly _input: z.input<Schema>;
  readonly _output: z.output<Schema>;
  parse(value: unknown): unknown;
}

/**
 * A schema that tRPC parses with at once. It would take `parseAsync` where there is one, for which zod does not compile
 * its objects: that takes several times as long. For what is asked most; nothing in the schema may be asynchronous.
 */
export function atOnce<Schema extends z.ZodType>(schema: Schema): Parser<Schema> {
  return parserOf((value) => schema.parse(value));
}

/**
 * A schema for answers of which every field was just made by us, by its type: they are sent as they are. For what is
 * asked most.
 */
export function asMade<Schema extends z.ZodType>(_schema: Schema): Parser<Schema> {
  return parserOf((value) => value);
}

function parserOf<Schema extends z.ZodType>(parse: (value: unknown) => unknown): Parser<Schema> {
  return { parse } as Parser<Schema>;
}
