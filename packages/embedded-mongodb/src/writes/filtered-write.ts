import { type Command, entriesOf } from "../server/command.js";
import { CommandError } from "../server/command-error.js";
import { RefusedQueryError } from "../server/engine.js";
import { exactId } from "../transactions/document-ids.js";
import { documentsById } from "../transactions/touched-documents.js";
import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  type Element,
  elementsOf,
  fieldsOf,
  idOf,
  isTruthy,
  plainElements,
} from "../wire/raw-bson.js";
import { createUpserted } from "./upsert-document.js";
import { find, namespaceOf, type WriteContext, withOnly } from "./write-context.js";
import { WriteReply } from "./write-reply.js";

const FILTERS_AT_ONCE = 500;
/** Where the name of a document's first field begins, and with what an operator does. */
const FIRST_NAME = 5;
const DOLLAR = "$".charCodeAt(0);

/** One statement of an `update` or `delete`. */
interface Statement {
  readonly bytes: Buffer;
  readonly fields: ReadonlyMap<string, Element>;
  readonly filter: Buffer;
  /** The one `_id` that the filter demands. */
  readonly id: Buffer | undefined;
  readonly isMulti: boolean;
  readonly isUpsert: boolean;
  readonly isReplacement: boolean;
}

/**
 * Runs an `update` or `delete`, after its undo records. There are no other writers meanwhile, so a filter matches now
 * what the command will match. Recording more than needed does no harm.
 */
export async function runFiltered(context: WriteContext, command: Command): Promise<Buffer> {
  const field = command.name === "update" ? "updates" : "deletes";
  const statements = entriesOf(command, field).map((bytes) => read(bytes, field));
  const mayNotRepeat = context.isRetryable && statements.some(({ isMulti }) => isMulti);
  if (!mayNotRepeat && statements.every(isForeseeable)) {
    try {
      await recordAll(context, command, statements);
    } catch (error) {
      // Statement by statement it shows whose filter failed, and the statements before it are run.
      if (error instanceof RefusedQueryError) return runOneByOne(context, command, field, statements);
      throw error;
    }
    return context.engine.send(command.body, command.sequences);
  }
  return runOneByOne(context, command, field, statements);
}

function read(bytes: Buffer, field: string): Statement {
  const fields = fieldsOf(bytes);
  const filter = fields.get("q")?.value ?? documentOf([]);
  return {
    bytes,
    fields,
    filter,
    id: fields.has("collation") ? undefined : exactId(filter),
    isMulti: field === "updates" ? isTruthy(fields.get("multi")) : !isTruthy(fields.get("limit")),
    isUpsert: isTruthy(fields.get("upsert")),
    isReplacement: isReplacement(fields.get("u")),
  };
}

/** Whether an update is a whole document: neither operators nor a pipeline. */
export function isReplacement(update: Element | undefined): boolean {
  if (update?.type !== BsonType.document) return false;
  return update.value[FIRST_NAME] !== DOLLAR;
}

/**
 * Whether what it touches can be found before the earlier statements have run: all that its filter matches now,
 * because anything it matches besides was touched by them.
 */
function isForeseeable({ isUpsert, isMulti, id }: Statement): boolean {
  return !isUpsert && (isMulti || id !== undefined);
}

async function recordAll(
  context: WriteContext,
  command: Command,
  statements: readonly Statement[],
): Promise<void> {
  const { engine } = context;
  const namespace = namespaceOf(command);
  const letElement = fieldsOf(command.body).get("let");
  const ids: Buffer[] = [];
  const replaced: Buffer[] = [];
  const filters: Buffer[] = [];
  const images: Buffer[] = [];
  for (const { id, filter, fields, isReplacement: replaces } of statements) {
    const collation = fields.get("collation");
    if (id) (replaces ? replaced : ids).push(id);
    else if (collation) images.push(...(await find(engine, namespace, filter, [collation, letElement])));
    else filters.push(filter);
  }
  images.push(...(await documentsById(engine, namespace, ids, "whole")));
  for (let start = 0; start < filters.length; start += FILTERS_AT_ONCE) {
    const some = matchingAny(filters.slice(start, start + FILTERS_AT_ONCE));
    images.push(...(await find(engine, namespace, some, [letElement])));
  }
  await context.record({ ...namespace, images, added: [] });
  if (replaced.length === 0) return;
  const old = await documentsById(engine, namespace, replaced, "whole");
  await context.record({ ...namespace, images: old, added: [] }, "replaced");
}

/** A filter for documents that match any of these filters. */
function matchingAny(filters: readonly Buffer[]): Buffer {
  const [only] = filters;
  return only && filters.length === 1 ? only : documentOf([arrayElement("$or", filters)]);
}

async function runOneByOne(
  context: WriteContext,
  command: Command,
  field: string,
  statements: readonly Statement[],
): Promise<Buffer> {
  const ordered = fieldsOf(command.body).get("ordered");
  const stops = context.inTransaction || ordered === undefined || isTruthy(ordered);
  const answer = new WriteReply(field === "updates");
  for (const [index, statement] of statements.entries()) {
    const wentWell = await runOne(context, command, field, statement, index, answer).catch((error) => {
      if (error instanceof RefusedQueryError) return answer.add(index, error.reply);
      throw error;
    });
    if (!wentWell && stops) break;
  }
  return answer.toBuffer();
}

async function runOne(
  context: WriteContext,
  command: Command,
  field: string,
  statement: Statement,
  index: number,
  answer: WriteReply,
): Promise<boolean> {
  const { engine } = context;
  if (statement.isMulti && context.isRetryable) {
    const why = field === "updates" ? "multi=true" : "limit=0";
    const refusal = new CommandError(
      "InvalidOptions",
      `Cannot use (or request) retryable writes with ${why}`,
    );
    return answer.add(index, refusal.toReply());
  }
  if (isForeseeable(statement)) {
    await recordAll(context, command, [statement]);
    const { body, sequences } = withOnly(command, field, statement.bytes);
    return answer.add(index, await engine.send(body, sequences));
  }
  const namespace = namespaceOf(command);
  const { fields, filter, isMulti } = statement;
  const letElement = fieldsOf(command.body).get("let");
  const collation = fields.get("collation");
  const options = [collation, fields.get("hint"), letElement];
  const found = isMulti
    ? await find(engine, namespace, filter, options)
    : await find(engine, namespace, filter, [...options, fields.get("sort")], plainElements({ limit: 1 }));
  if (found.length === 0 && statement.isUpsert) {
    const outcome = await createUpserted(context, command, {
      filter,
      update: fields.get("u"),
      arrayFilters: fields.get("arrayFilters"),
      collation,
    });
    if ("refusal" in outcome) return answer.add(index, outcome.refusal);
    answer.addUpserted(index, outcome.id);
    return true;
  }
  let { bytes } = statement;
  let images = found;
  const [only] = found;
  if (!isMulti && only) {
    const named = naming(filter, only, collation !== undefined);
    bytes = documentOf(
      elementsOf(bytes).map((element) =>
        element.name === "q" ? documentElement("q", named) : element.bytes,
      ),
    );
    // Under a collation of its own a statement may take a document whose id is only equal to this one's.
    if (collation) images = await find(engine, namespace, named, [collation, letElement]);
  }
  await context.record({ ...namespace, images, added: [] }, statement.isReplacement ? "replaced" : undefined);
  const { body, sequences } = withOnly(command, field, bytes);
  return answer.add(index, await engine.send(body, sequences));
}

/** The filter, so that it matches no other document than this one. */
export function naming(filter: Buffer, document: Buffer, hasCollation: boolean): Buffer {
  const id = idOf(document);
  if (!id || (!hasCollation && exactId(filter))) return filter;
  const elements = elementsOf(filter);
  return elements.some(({ name }) => name === "_id")
    ? documentOf([arrayElement("$and", [filter, id])])
    : documentOf([...elements.map(({ bytes }) => bytes), ...elementsOf(id).map(({ bytes }) => bytes)]);
}
