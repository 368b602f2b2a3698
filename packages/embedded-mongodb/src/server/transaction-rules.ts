import { readDocument } from "../wire/raw-bson.js";
import type { Command } from "./command.js";
import { CommandError } from "./command-error.js";

/** Commands that MongoDB runs in a transaction. */
const ALLOWED = new Set([
  "aggregate",
  "create",
  "delete",
  "distinct",
  "find",
  "findAndModify",
  "findandmodify",
  "getMore",
  "insert",
  "update",
]);

/** Commands that MongoDB runs in a transaction, but not as its first. */
const ALLOWED_LATER = new Set([
  "buildInfo",
  "buildinfo",
  "connectionStatus",
  "hello",
  "isMaster",
  "ismaster",
  "killCursors",
]);

const REFUSED_STAGES = new Set([
  "$changeStream",
  "$collStats",
  "$currentOp",
  "$indexStats",
  "$listLocalSessions",
  "$listSessions",
  "$merge",
  "$out",
  "$planCacheStats",
  "$unionWith",
]);

const REFUSED_DATABASES = new Set(["config", "local"]);

/**
 * Rejects a command that MongoDB rejects in every transaction. As in MongoDB the transaction stays open: the
 * command never became part of it.
 *
 * @throws CommandError 263, or 72 for concerns that only the whole transaction can have
 */
export function mustBeAllowedInTransaction(command: Command, isFirst: boolean): void {
  const { name, database } = command;
  if (name === "count") {
    throw refused(
      "Cannot run 'count' in a multi-document transaction. Count with the aggregation stages $match and $group instead.",
    );
  }
  if (!ALLOWED.has(name) && !ALLOWED_LATER.has(name)) {
    throw refused(`Cannot run '${name}' in a multi-document transaction.`);
  }
  if (isFirst && ALLOWED_LATER.has(name)) {
    throw refused(`Cannot run '${name}' as the first operation of a multi-document transaction.`);
  }
  if (REFUSED_DATABASES.has(database) && ALLOWED.has(name)) {
    throw refused(`Cannot run command against the '${database}' database in a transaction.`);
  }
  if (command.hasWriteConcern) {
    throw new CommandError(
      "InvalidOptions",
      "writeConcern is not allowed within a multi-statement transaction",
    );
  }
  if (command.hasReadConcern && !isFirst) {
    throw new CommandError(
      "InvalidOptions",
      "Only the first command in a transaction may specify a readConcern",
    );
  }
}

/** The first stage of an aggregation, at any depth, that MongoDB refuses in a transaction. */
export function refusedStage({ name, body }: Command): string | undefined {
  return name === "aggregate" ? stageIn(readDocument(body).pipeline) : undefined;
}

function stageIn(pipeline: unknown): string | undefined {
  if (!Array.isArray(pipeline)) return undefined;
  for (const stage of pipeline) {
    if (typeof stage !== "object" || stage === null) continue;
    for (const [stageName, value] of Object.entries(stage)) {
      if (REFUSED_STAGES.has(stageName)) return stageName;
      const inner = pipelinesOf(value);
      for (const one of inner) {
        const found = stageIn(one);
        if (found) return found;
      }
    }
  }
  return undefined;
}

/** The pipelines inside a stage: `$lookup`'s, or those of `$facet`. */
function pipelinesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
}

export function refusedInTransaction(stage: string): CommandError {
  return refused(`Aggregation stage ${stage} cannot run within a multi-document transaction.`);
}

function refused(message: string): CommandError {
  return new CommandError("OperationNotSupportedInTransaction", message);
}
