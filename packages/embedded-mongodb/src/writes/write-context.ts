import type { Catalog } from "../server/catalog.js";
import { type Command, withEntries } from "../server/command.js";
import type { Engine } from "../server/engine.js";
import type { Namespace, Touched } from "../transactions/touched-documents.js";
import { documentElement, type Element } from "../wire/raw-bson.js";

/** What a write that can be undone runs in. */
export interface WriteContext {
  readonly engine: Engine;
  readonly catalog: Catalog;
  /**
   * Notes the documents that are about to be touched: writes their undo record. There are no other writers meanwhile.
   *
   * @param how that they are replaced as a whole
   */
  record(touched: Touched, how?: "replaced"): Promise<void>;
  /** In a transaction the first error ends a write, even one that is not ordered. */
  readonly inTransaction: boolean;
  /** Whether it may be sent again, so that it must touch one document at most. */
  readonly isRetryable: boolean;
}

export function namespaceOf({ database, collection }: Command): Namespace {
  return { database, collection: collection ?? "" };
}

/** The same command for one entry of its list only. */
export function withOnly(command: Command, field: string, entry: Buffer): Command {
  return withEntries(command, field, [entry]);
}

/** A client's filter and options, as a `find`. Throws `RefusedQueryError` when the engine rejects them. */
export function find(
  engine: Engine,
  { database, collection }: Namespace,
  filter: Buffer,
  options: readonly (Element | undefined)[],
  extra: readonly Buffer[] = [],
): Promise<Buffer[]> {
  const given = options.flatMap((option) => (option ? [option.bytes] : []));
  return engine.findRaw(database, collection, [documentElement("filter", filter), ...given, ...extra]);
}
