import { BsonType, documentsIn, type Element, elementsOf, fieldsOf, stringValue } from "../wire/raw-bson.js";
import type { Command } from "./command.js";

/** How a command is handled. Commands without a kind are unknown: CommandNotFound. */
export type CommandKind =
  /** Answered by this package; the engine never sees it. */
  | "local"
  /** Reads data; never sees uncommitted changes. */
  | "read"
  /** Changes documents: undoable in a transaction. */
  | "write"
  /** Changes collections, indexes or whole result sets. */
  | "definition"
  /** `create`: a definition that a transaction may contain. */
  | "create"
  /** Forwarded to the engine at any time: touches no documents. */
  | "status";

const KINDS: Readonly<Record<string, CommandKind>> = {
  hello: "local",
  isMaster: "local",
  ismaster: "local",
  connectionStatus: "local",
  endSessions: "local",
  getCmdLineOpts: "local",
  getLog: "local",
  hostInfo: "local",
  killAllSessions: "local",
  killSessions: "local",
  refreshSessions: "local",
  replSetGetStatus: "local",
  startSession: "local",
  whatsmyuri: "local",
  commitTransaction: "local",
  abortTransaction: "local",

  aggregate: "read",
  collStats: "read",
  count: "read",
  dbStats: "read",
  distinct: "read",
  explain: "read",
  find: "read",
  getMore: "read",

  insert: "write",
  update: "write",
  delete: "write",
  findAndModify: "write",
  findandmodify: "write",

  collMod: "definition",
  createIndexes: "definition",
  drop: "definition",
  dropDatabase: "definition",
  dropIndexes: "definition",
  create: "create",

  buildInfo: "status",
  buildinfo: "status",
  getParameter: "status",
  killCursors: "status",
  listCollections: "status",
  listDatabases: "status",
  listIndexes: "status",
  ping: "status",
  serverStatus: "status",
};

export function kindOf(command: Command): CommandKind | undefined {
  // hasOwn, because a client may well send a command named "constructor".
  if (!Object.hasOwn(KINDS, command.name)) return undefined;
  return command.name === "aggregate" && writesItsResult(command) ? "definition" : KINDS[command.name];
}

function writesItsResult(command: Command): boolean {
  const name = lastStage(command)?.name;
  return name === "$out" || name === "$merge";
}

/** What a definition rewrites or drops as a whole: a collection, or possibly anything in a database. */
export function rewrittenBy(
  command: Command,
): { readonly database: string; readonly collection: string | undefined } | undefined {
  const { name, database, collection } = command;
  if (name === "drop") return { database, collection };
  if (name === "dropDatabase") return { database, collection: undefined };
  if (name !== "aggregate") return undefined;
  return { database: resultDatabase(command) ?? database, collection: undefined };
}

function lastStage(command: Command): Element | undefined {
  const stage = documentsIn(fieldsOf(command.body).get("pipeline")).at(-1);
  return stage && elementsOf(stage)[0];
}

/** The database that an aggregation's `$out` or `$merge` names, if it does. */
export function resultDatabase(command: Command): string | undefined {
  if (!writesItsResult(command)) return undefined;
  const value = lastStage(command);
  if (value?.type !== BsonType.document) return undefined;
  const into = fieldsOf(value.value).get("into");
  const target = into?.type === BsonType.document ? into.value : value.value;
  return stringValue(fieldsOf(target).get("db"));
}
