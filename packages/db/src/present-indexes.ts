import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Database } from "./database.js";
import type { IndexDeclaration } from "./indexes.js";

const listed = z.object({
  cursor: z.object({
    firstBatch: z.array(
      z.object({
        name: z.string(),
        // Indexes added by operators may be of special types, such as "text".
        key: z.record(z.string(), z.union([z.literal("text"), z.coerce.number()])),
        unique: z.boolean().optional(),
        sparse: z.boolean().optional(),
        expireAfterSeconds: z.coerce.number().optional(),
        partialFilterExpression: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
});

/** An index as MongoDB lists it. */
export type ListedIndex = z.infer<typeof listed>["cursor"]["firstBatch"][number];

/**
 * The name under which an index is built while another one has its own: MongoDB renames no index, and the old one has
 * to stay until the new one is there. Either name counts as the declared one.
 */
export function otherNameOf({ name }: Pick<IndexDeclaration, "name">): string {
  return `${name}~2`;
}

/** The indexes of a collection under a declaration's names: the one that is as declared, and those that are not. */
export interface Present {
  readonly right: ListedIndex | undefined;
  readonly wrong: readonly ListedIndex[];
}

/** Finds a declared index among those of its collection. */
export function findPresent(declaration: IndexDeclaration, indexes: readonly ListedIndex[]): Present {
  const names = [declaration.name, otherNameOf(declaration)];
  const named = indexes.filter(({ name }) => names.includes(name));
  const right = named.find((index) => isSame(declaration, index));
  return { right, wrong: named.filter((index) => index !== right) };
}

/** The indexes of a collection; none if there is no such collection. */
export async function listIndexes(db: Database, collection: string): Promise<readonly ListedIndex[]> {
  try {
    return listed.parse(await db.prisma.$runCommandRaw({ listIndexes: collection })).cursor.firstBatch;
  } catch (error) {
    if (error instanceof Error && /NamespaceNotFound|ns does not exist|code: 26\b/.test(error.message))
      return [];
    throw error;
  }
}

/** The order of keys matters, so they are compared as lists; absent and false are the same. */
export function isSame(declared: IndexDeclaration, found: ListedIndex): boolean {
  return (
    isDeepStrictEqual(Object.entries(declared.key), Object.entries(found.key)) &&
    (declared.unique ?? false) === (found.unique ?? false) &&
    (declared.sparse ?? false) === (found.sparse ?? false) &&
    declared.expireAfterSeconds === found.expireAfterSeconds &&
    isDeepStrictEqual(declared.partialFilterExpression ?? {}, found.partialFilterExpression ?? {})
  );
}
