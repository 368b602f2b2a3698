import { z } from "zod";
import type { Prisma } from "../generated/client/index.js";
import type { Database } from "./database.js";
import type { IndexDeclaration } from "./indexes.js";
import { findPresent, isSame, type ListedIndex, listIndexes, otherNameOf } from "./present-indexes.js";

/** A difference between the declared indexes and those in the database. */
export interface IndexProblem {
  readonly collection: string;
  readonly name: string;
  readonly problem: "missing" | "different";
}

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
      const { name } = declaration;
      const { right, wrong } = findPresent(declaration, present);
      if (right !== undefined) continue;
      problems.push({ collection, name, problem: wrong.length === 0 ? "missing" : "different" });
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
 *
 * An index is replaced while the collection is written: the new one is built under another name, and then the old
 * one is dropped. At no moment is a constraint missing (decision 0052).
 *
 * @returns what was done, for the log
 * @throws IndexError
 */
export async function applyIndexes(
  db: Database,
  declarations: readonly IndexDeclaration[],
): Promise<readonly IndexProblem[]> {
  const existing = await listCollections(db);
  const problems = await verifyIndexes(db, declarations);
  for (const [collection, declared] of byCollection(declarations)) {
    if (!existing.has(collection)) {
      await ignoring(/NamespaceExists|already exists/, db.prisma.$runCommandRaw({ create: collection }));
    }
    const present = await listIndexes(db, collection);
    for (const declaration of declared) await provide(db, declaration, present);
  }
  return problems;
}

async function provide(
  db: Database,
  declaration: IndexDeclaration,
  present: readonly ListedIndex[],
): Promise<void> {
  const { right, wrong } = findPresent(declaration, present);
  if (right === undefined) {
    if (await changeLifetime(db, declaration, wrong)) return;
    await build(db, declaration, wrong);
  }
  // Also what was left by a process that was ended here.
  for (const { name } of wrong) await drop(db, declaration, name);
}

async function build(
  db: Database,
  declaration: IndexDeclaration,
  wrong: readonly ListedIndex[],
): Promise<void> {
  const { collection, unique } = declaration;
  const names = [declaration.name, otherNameOf(declaration)];
  const taken = wrong.map(({ name }) => name);
  const name = names.find((each) => !taken.includes(each)) ?? otherNameOf(declaration);
  // Both are taken by wrong ones; the older one stays until the right one is there.
  if (taken.includes(name)) await drop(db, declaration, name);
  const command = { createIndexes: collection, indexes: [{ ...toCommand(declaration), name }] };
  try {
    await db.prisma.$runCommandRaw(command);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/E11000/.test(message))
      throw new IndexError(declaration, "there are documents that it forbids", error);
    if (!CONFLICT.test(message)) throw error;
    // MongoDB keeps no two of the same fields that differ in their lifetime alone. They are no constraints.
    const isReplaceable = unique !== true && wrong.length > 0;
    if (!isReplaceable)
      throw new IndexError(declaration, "there is one of the same fields under another name", error);
    for (const { name: old } of wrong) await drop(db, declaration, old);
    await db.prisma.$runCommandRaw(command);
  }
}

/** IndexOptionsConflict. */
const CONFLICT = /IndexOptionsConflict|already exists with/;

/**
 * Changes an index of which only `expireAfterSeconds` differs in place. The embedded database cannot.
 *
 * @returns whether that was all there was to do
 */
async function changeLifetime(
  db: Database,
  declaration: IndexDeclaration,
  [only, ...others]: readonly ListedIndex[],
): Promise<boolean> {
  const { collection, expireAfterSeconds } = declaration;
  if (only === undefined || others.length > 0 || expireAfterSeconds === undefined) return false;
  if (only.expireAfterSeconds === undefined || !isSame(declaration, { ...only, expireAfterSeconds }))
    return false;
  try {
    await db.prisma.$runCommandRaw({ collMod: collection, index: { name: only.name, expireAfterSeconds } });
    return true;
  } catch (error) {
    if (error instanceof Error && /CommandNotFound|no such command/.test(error.message)) return false;
    throw error;
  }
}

async function drop(db: Database, { collection }: IndexDeclaration, index: string): Promise<void> {
  await ignoring(
    /IndexNotFound|index not found/,
    db.prisma.$runCommandRaw({ dropIndexes: collection, index }),
  );
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
