import { type Command, withElement } from "../server/command.js";
import { documentElement, documentOf, fieldsOf, isTruthy, plainElements, renamed } from "../wire/raw-bson.js";
import { isReplacement, naming } from "./filtered-write.js";
import { createUpserted } from "./upsert-document.js";
import { find, namespaceOf, type WriteContext } from "./write-context.js";
import { upsertedReply } from "./write-reply.js";

/**
 * Runs a `findAndModify`, after its undo record. It touches one document, which is chosen here by the command's
 * own sort and then named by the id it is stored under.
 */
export async function runFindAndModify(context: WriteContext, command: Command): Promise<Buffer> {
  const { engine } = context;
  const namespace = namespaceOf(command);
  const fields = fieldsOf(command.body);
  const filter = fields.get("query")?.value ?? fields.get("q")?.value ?? documentOf([]);
  const collation = fields.get("collation");
  const options = [fields.get("sort"), collation, fields.get("hint"), fields.get("let")];
  const [image] = await find(engine, namespace, filter, options, plainElements({ limit: 1 }));
  if (image) {
    const named = naming(filter, image, collation !== undefined);
    const images = collation ? await find(engine, namespace, named, [collation, fields.get("let")]) : [image];
    const how = isReplacement(fields.get("update")) ? "replaced" : undefined;
    await context.record({ ...namespace, images, added: [] }, how);
    const { body, sequences } = withElement(command, "query", documentElement("query", named));
    return engine.send(body, sequences);
  }
  if (!isTruthy(fields.get("upsert")) || isTruthy(fields.get("remove"))) {
    return engine.send(command.body, command.sequences);
  }
  const outcome = await createUpserted(context, command, {
    filter,
    update: fields.get("update"),
    arrayFilters: fields.get("arrayFilters"),
    collation,
  });
  if ("refusal" in outcome) return outcome.refusal;
  if (!isTruthy(fields.get("new"))) return upsertedReply(outcome.id, undefined);
  const projection = fields.get("fields");
  const [value] = await find(
    engine,
    namespace,
    outcome.id,
    [],
    projection ? [renamed(projection, "projection")] : [],
  );
  return upsertedReply(outcome.id, value);
}
