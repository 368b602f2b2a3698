import type { z } from "zod";

/**
 * The same schema, which tRPC parses with at once. It takes `parseAsync` where there is one, for which zod does not
 * compile its objects: that takes several times as long. For what is asked most; nothing in the schema may be
 * asynchronous.
 */
export function atOnce<Schema extends z.ZodType>(schema: Schema): Schema {
  return Object.create(schema, { parseAsync: { value: undefined } });
}

/**
 * The same schema, for answers of which every field was just made by us, by its type: they are sent as they are. For
 * what is asked most.
 */
export function asMade<Schema extends z.ZodType>(schema: Schema): Schema {
  return Object.create(schema, {
    parseAsync: { value: undefined },
    parse: { value: (answer: unknown) => answer },
  });
}
