import { ObjectId } from "bson";
import { type Command, entriesOf, withEntries } from "../server/command.js";
import { RefusedQueryError } from "../server/engine.js";
import { isStorable } from "../transactions/document-ids.js";
import { absentIds } from "../transactions/touched-documents.js";
import { documentOf, elementsOf, fieldsOf, idOf, isTruthy, plainElements } from "../wire/raw-bson.js";
import { runFiltered } from "./filtered-write.js";
import { runFindAndModify } from "./find-and-modify.js";
import { namespaceOf, type WriteContext } from "./write-context.js";
import { WriteReply } from "./write-reply.js";

/**
 * Runs a write command so that it can be undone: finds what it is going to touch, records that, and only then
 * runs it. The reply is the one the engine would have given to the original command.
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

async function runInsert(context: WriteContext, command: Command): Promise<Buffer> {
  const documents = entriesOf(command, "documents").map((document) =>
    idOf(document)
      ? document
      : documentOf([
          ...plainElements({ _id: new ObjectId() }),
          ...elementsOf(document).map(({ bytes }) => bytes),
        ]),
  );
  try {
    return await insertAll(context, command, documents);
  } catch (error) {
    if (!(error instanceof RefusedQueryError)) throw error;
    // An id that no filter can name: document by document it shows which, and those before it are inserted.
    const answer = new WriteReply(false);
    const ordered = fieldsOf(command.body).get("ordered");
    const stops = context.inTransaction || ordered === undefined || isTruthy(ordered);
    for (const [index, document] of documents.entries()) {
      const reply = await insertAll(context, command, [document]).catch(refusalOf);
      if (!answer.add(index, reply) && stops) break;
    }
    return answer.toBuffer();
  }
}

/** An insert touches its ids, except those that exist: on these it will fail. */
async function insertAll(
  { engine, record }: WriteContext,
  command: Command,
  documents: readonly Buffer[],
): Promise<Buffer> {
  const namespace = namespaceOf(command);
  const ids = documents.map((document) => idOf(document) ?? document).filter(isStorable);
  await record({ ...namespace, images: [], added: await absentIds(engine, namespace, ids) });
  const { body, sequences } = withEntries(command, "documents", documents);
  return engine.send(body, sequences);
}

function refusalOf(error: unknown): Buffer {
  if (error instanceof RefusedQueryError) return error.reply;
  throw error;
}
