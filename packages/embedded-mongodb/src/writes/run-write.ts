import { ObjectId } from "bson";
import { type Command, entriesOf, withEntries } from "../server/command.js";
import { RefusedQueryError } from "../server/engine.js";
import { isStorable } from "../transactions/document-ids.js";
import { absentIds } from "../transactions/touched-documents.js";
import { documentOf, elementsOf, idOf, plainElements } from "../wire/raw-bson.js";
import { runFiltered } from "./filtered-write.js";
import { runFindAndModify } from "./find-and-modify.js";
import { namespaceOf, type WriteContext } from "./write-context.js";

/**
 * Runs a write command so that it can be undone: finds out what it is going to touch, has that recorded, and only
 * then changes it. The reply is as if the engine had run it as it came.
 */
export async function runWrite(context: WriteContext, command: Command): Promise<Buffer> {
  try {
    switch (command.name) {
      case "insert":
        return await runInsert(context, command);
      case "update":
      case "delete":
        return await runFiltered(context, command);
      default:
        return await runFindAndModify(context, command);
    }
  } catch (error) {
    if (error instanceof RefusedQueryError) return error.reply;
    throw error;
  }
}

/** An insert touches the ids it brings, except those that are there: on these it will fail. */
async function runInsert({ engine, record }: WriteContext, command: Command): Promise<Buffer> {
  const documents = entriesOf(command, "documents").map((document) =>
    idOf(document)
      ? document
      : documentOf([
          ...plainElements({ _id: new ObjectId() }),
          ...elementsOf(document).map(({ bytes }) => bytes),
        ]),
  );
  const namespace = namespaceOf(command);
  const ids = documents.map((document) => idOf(document) ?? document).filter(isStorable);
  await record({ ...namespace, images: [], added: await absentIds(engine, namespace, ids) });
  const { body, sequences } = withEntries(command, "documents", documents);
  return engine.send(body, sequences);
}
