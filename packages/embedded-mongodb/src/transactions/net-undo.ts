import { type Document, serialize } from "bson";
import type { Catalog } from "../server/catalog.js";
import { type Engine, EngineError, failed } from "../server/engine.js";
import { documentOf, elementsOf, idOf, plainElements, readDocument } from "../wire/raw-bson.js";
import { certainKey, isStorable } from "./document-ids.js";
import { batches, type Namespace, type Touched } from "./touched-documents.js";

/** Where ids are compared by the engine itself. */
const COMPARISON = "comparison";
const DUPLICATE_KEY = 11_000;

interface Look {
  readonly id: Buffer;
  readonly image: Buffer | undefined;
}

/**
 * The net effect of undoing a list of records, oldest first: for each document, its form when it was first touched.
 * Applied in any order and any number of times, this leads to the same state, the committed one, which satisfies
 * the unique indexes.
 */
export async function netUndo(
  engine: Engine,
  catalog: Catalog,
  journal: string,
  records: readonly Touched[],
): Promise<Touched[]> {
  const collections = new Map<string, { namespace: Namespace; looks: Look[] }>();
  for (const { database, collection, images, added } of records) {
    const key = `${database}.${collection}`;
    const known = collections.get(key) ?? { namespace: { database, collection }, looks: [] };
    collections.set(key, known);
    known.looks.push(
      ...images.flatMap((image) => ({ id: idOf(image) ?? image, image })),
      ...added.filter(isStorable).map((id) => ({ id, image: undefined })),
    );
  }
  const net: Touched[] = [];
  for (const { namespace, looks } of collections.values()) {
    const collation = (await catalog.factsOf(namespace.database, namespace.collection))?.collation;
    const first =
      certainFirst(looks, collation === undefined) ??
      (await firstByEngine(engine, journal, looks, collation));
    net.push({
      ...namespace,
      images: first.flatMap(({ image }) => image ?? []),
      added: first.flatMap(({ id, image }) => (image ? [] : id)),
    });
  }
  return net;
}

/** The first image of each document, when it is certain which images are of the same one. */
function certainFirst(looks: readonly Look[], simple: boolean): Look[] | undefined {
  const first = new Map<string, Look>();
  for (const look of looks) {
    const key = certainKey(look.id, simple);
    if (key === undefined) return undefined;
    if (!first.has(key)) first.set(key, look);
  }
  return [...first.values()];
}

/** Decides which ids are equal with the `_id` index of an empty collection with the same collation. */
async function firstByEngine(
  engine: Engine,
  journal: string,
  looks: readonly Look[],
  collation: Document | undefined,
): Promise<Look[]> {
  await engine.send(Buffer.from(serialize({ drop: COMPARISON, $db: journal })));
  await engine.run({ create: COMPARISON, ...(collation && { collation }), $db: journal });
  const again = new Set<number>();
  let start = 0;
  for (const part of batches(looks.map(({ id }) => documentOf(elementsOf(id).map(({ bytes }) => bytes))))) {
    const body = documentOf(plainElements({ insert: COMPARISON, ordered: false, $db: journal }));
    const reply = await engine.send(body, [{ name: "documents", documents: Buffer.concat(part) }]);
    if (failed(reply)) {
      const { ok, writeErrors } = readDocument(reply);
      if (ok !== 1) throw new EngineError(`comparing ids: ${JSON.stringify(readDocument(reply))}`);
      for (const { index, code } of writeErrors) if (code === DUPLICATE_KEY) again.add(start + index);
    }
    start += part.length;
  }
  await engine.send(Buffer.from(serialize({ drop: COMPARISON, $db: journal })));
  return looks.filter((_, index) => !again.has(index));
}
