import { hostname, type as osType, release, totalmem } from "node:os";
import { type Document, UUID } from "bson";
import type { ChangeStreams } from "../changes/change-streams.js";
import type { SessionTable } from "../transactions/session-table.js";
import { readDocument } from "../wire/raw-bson.js";
import { type Command, sessionId } from "./command.js";
import { MAX_WIRE_VERSION } from "./server-version.js";

const REPLICA_SET = "foyer";
const SESSION_TIMEOUT_MINUTES = 30;

export interface LocalContext {
  readonly port: number;
  readonly connectionId: number;
  readonly peer: string;
  readonly sessions: SessionTable;
  readonly changeStreams: ChangeStreams;
}

/** Answers the commands that describe the server or manage sessions. */
export async function answerLocally(command: Command, context: LocalContext): Promise<Document> {
  switch (command.name) {
    case "hello":
      return { isWritablePrimary: true, ...describe(context) };
    case "isMaster":
    case "ismaster":
      return { ismaster: true, ...describe(context) };
    case "replSetGetStatus":
      return replicaSetStatus(context);
    case "endSessions":
    case "killSessions":
      context.changeStreams.endSessions(sessionIds(command));
      await context.sessions.end(sessionIds(command));
      return { ok: 1 };
    case "killAllSessions":
      context.changeStreams.endAll();
      await context.sessions.endAll();
      return { ok: 1 };
    case "connectionStatus":
      return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 };
    case "getCmdLineOpts":
      return { argv: ["mongod"], parsed: { replication: { replSetName: REPLICA_SET } }, ok: 1 };
    case "getLog":
      return readDocument(command.body).getLog === "*"
        ? { names: ["global", "startupWarnings"], ok: 1 }
        : { totalLinesWritten: 0, log: [], ok: 1 };
    case "hostInfo":
      return {
        system: {
          currentTime: new Date(),
          hostname: hostname(),
          memSizeMB: Math.floor(totalmem() / 2 ** 20),
        },
        os: { type: osType(), name: osType(), version: release() },
        extra: {},
        ok: 1,
      };
    case "startSession":
      return startedSession();
    case "whatsmyuri":
      return { you: context.peer, ok: 1 };
    default:
      return { ok: 1 }; // refreshSessions: a session is refreshed by being named
  }
}

/** No `topologyVersion`: that would invite drivers to stream, and they poll well without. */
function describe({ port, connectionId }: LocalContext): Document {
  const me = `127.0.0.1:${port}`;
  return {
    helloOk: true,
    secondary: false,
    setName: REPLICA_SET,
    setVersion: 1,
    hosts: [me],
    primary: me,
    me,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ok: 1,
  };
}

function replicaSetStatus({ port }: LocalContext): Document {
  return {
    set: REPLICA_SET,
    date: new Date(),
    myState: 1,
    members: [{ _id: 0, name: `127.0.0.1:${port}`, health: 1, state: 1, stateStr: "PRIMARY", self: true }],
    ok: 1,
  };
}

function startedSession(): Document {
  return { id: { id: new UUID() }, timeoutMinutes: SESSION_TIMEOUT_MINUTES, ok: 1 };
}

function sessionIds(command: Command): string[] {
  const list: unknown = readDocument(command.body)[command.name];
  return Array.isArray(list) ? list.flatMap((lsid) => sessionId(lsid) ?? []) : [];
}
