import type { z } from "zod";

/**
 * A schema that tRPC parses with at once. It would take `parseAsync` where there is one, for which zod does not compile
 * its objects: that takes several times as long. For what is asked most; nothing in the schema may be asynchronous.
 */
export function atOnce<Schema extends z.ZodType>(
  schema: Schema,
): { readonly _input: z.input<Schema>; readonly _output: z.output<Schema>; parse(value: unknown): unknown } {
  const parser = { parse: (value: unknown) => schema.parse(value) };
  // tRPC takes the types from two properties that no schema really has.
  return parser as typeof parser & { readonly _input: z.input<Schema>; readonly _output: z.output<Schema> };
}
