import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Prisma } from "../generated/client/index.js";
import type { Database } from "./database.js";
import type { IndexDeclaration } from "./indexes.js";

/** A difference between the declared indexes and those in the database. */
export interface IndexProblem {
  readonly collection: string;
  readonly name: string;
  readonly problem: "missing" | "different";
}

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

type ListedIndex = z.infer<typeof listed>["cursor"]["firstBatch"][number];

/**
 * Compares the declared indexes with those in the database. Undeclared indexes are ignored: an operator may have
 * added them.
 */
export async function verifyIndexes(
  db: Database,
  declarations: readonly IndexDeclaration[],
): Promise<readonly IndexProblem[]> {
  const problems: IndexProblem[] = [];
  for (const [collection, declared] of byCollection(declarations)) {
    const present = await listIndexes(db, collection);
    for (const declaration of declared) {
      const found = present.find((index) => index.name === declaration.name);
      if (found === undefined) problems.push({ collection, name: declaration.name, problem: "missing" });
      else if (!isSame(declaration, found))
        problems.push({ collection, name: declaration.name, problem: "different" });
    }
  }
  return problems;
}

/** An index that cannot be created. Its message names it, in one line. */
export class IndexError extends Error {
  constructor(
    { collection, name }: { readonly collection: string; readonly name: string },
    why: string,
    cause?: unknown,
  ) {
    super(`The index ${collection}.${name} cannot be made: ${why}`, { cause });
    this.name = "IndexError";
  }
}

/**
 * Creates missing collections and indexes and replaces those that differ. Idempotent, also in several processes
 * at once. Collections are created explicitly because MongoDB before 4.4 cannot create one inside a transaction.
 * A unique index that differs is not replaced: without it, another process could write duplicates in the
 * meantime.
 *
 * @returns what was done, for the log
 * @throws IndexError
 */
export async function applyIndexes(
  db: Database,
  declarations: readonly IndexDeclaration[],
): Promise<readonly IndexProblem[]> {
  const existing = await listCollections(db);
  for (const [collection] of byCollection(declarations)) {
    if (!existing.has(collection)) {
      await ignoring(/NamespaceExists|already exists/, db.prisma.$runCommandRaw({ create: collection }));
    }
  }
  const problems = await verifyIndexes(db, declarations);
  for (const declaration of declarations) {
    const found = problems.find(
      ({ collection, name }) => collection === declaration.collection && name === declaration.name,
    );
    if (found !== undefined) await provide(db, declaration, found.problem);
  }
  return problems;
}

async function provide(
  db: Database,
  declaration: IndexDeclaration,
  problem: IndexProblem["problem"],
): Promise<void> {
  const { collection, name, unique } = declaration;
  if (problem === "different") {
    if (unique)
      throw new IndexError(
        declaration,
        "there is a different one of this name, which must be dropped by hand",
      );
    await ignoring(
      /IndexNotFound|index not found/,
      db.prisma.$runCommandRaw({ dropIndexes: collection, index: name }),
    );
  }
  try {
    await db.prisma.$runCommandRaw({ createIndexes: collection, indexes: [toCommand(declaration)] });
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/E11000/.test(message))
      throw new IndexError(declaration, "there are documents that it forbids", error);
    if (/IndexOptionsConflict|already exists with/.test(message)) {
      throw new IndexError(declaration, "there is one of the same fields under another name", error);
    }
    throw error;
  }
}

function byCollection(declarations: readonly IndexDeclaration[]): Map<string, IndexDeclaration[]> {
  const groups = new Map<string, IndexDeclaration[]>();
  for (const declaration of declarations) {
    const group = groups.get(declaration.collection) ?? [];
    group.push(declaration);
    groups.set(declaration.collection, group);
  }
  return groups;
}

async function listCollections(db: Database): Promise<ReadonlySet<string>> {
  const answer = await db.prisma.$runCommandRaw({ listCollections: 1, nameOnly: true });
  const { cursor } = z
    .object({ cursor: z.object({ firstBatch: z.array(z.object({ name: z.string() })) }) })
    .parse(answer);
  return new Set(cursor.firstBatch.map(({ name }) => name));
}

async function listIndexes(db: Database, collection: string): Promise<readonly ListedIndex[]> {
  try {
    return listed.parse(await db.prisma.$runCommandRaw({ listIndexes: collection })).cursor.firstBatch;
  } catch (error) {
    if (error instanceof Error && /NamespaceNotFound|ns does not exist|code: 26\b/.test(error.message))
      return [];
    throw error;
  }
}

/** The order of keys matters, so they are compared as lists; absent and false are the same. */
function isSame(declared: IndexDeclaration, found: ListedIndex): boolean {
  return (
    isDeepStrictEqual(Object.entries(declared.key), Object.entries(found.key)) &&
    (declared.unique ?? false) === (found.unique ?? false) &&
    (declared.sparse ?? false) === (found.sparse ?? false) &&
    declared.expireAfterSeconds === found.expireAfterSeconds &&
    isDeepStrictEqual(declared.partialFilterExpression ?? {}, found.partialFilterExpression ?? {})
  );
}

function toCommand({ collection: _, ...index }: IndexDeclaration): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(index));
}

/** Runs `work` and ignores the errors that mean another process did the same just before. */
async function ignoring(known: RegExp, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error && known.test(error.message))) throw error;
  }
}
