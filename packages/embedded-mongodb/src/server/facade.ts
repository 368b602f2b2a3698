import { BSONError, deserialize, serialize } from "bson";
import type { ChangeLog } from "../changes/change-log.js";
import type { ChangeStreams } from "../changes/change-streams.js";
import type { Owner, SessionTable } from "../transactions/session-table.js";
import type { TransactionGate } from "../transactions/transaction-gate.js";
import { JOURNAL_DATABASE } from "../transactions/undo-journal.js";
import { MalformedMessageError, type WireRequest } from "../wire/wire-message.js";
import type { OutsideWrites } from "../writes/outside-writes.js";
import type { Catalog } from "./catalog.js";
import { type Command, durable, parseCommand, type SessionFields } from "./command.js";
import { CommandError, clientGone, gateTimeout } from "./command-error.js";
import { type CommandKind, kindOf, resultDatabase, rewrittenBy } from "./command-kinds.js";
import type { Engine } from "./engine.js";
import { countExactly, countsEverything } from "./exact-count.js";
import { answerLocally } from "./local-commands.js";
import type { OpenCursors } from "./open-cursors.js";
import { readScopeOf } from "./read-scope.js";
import { withOurVersion } from "./server-version.js";
import { mustBeAllowedInTransaction, refusedInTransaction, refusedStage } from "./transaction-rules.js";
import { withoutUncommitted } from "./uncommitted-collections.js";

/** One client connection, as the facade sees it. */
export interface Peer extends Owner {
  readonly id: number;
  readonly address: string;
  /** Whether it ever sent more than handshakes. Monitoring connections never do. */
  carriesData: boolean;
}

export interface FacadeParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly cursors: OpenCursors;
  readonly gate: TransactionGate;
  readonly sessions: SessionTable;
  readonly changeLog: ChangeLog;
  readonly changeStreams: ChangeStreams;
  readonly outsideWrites: OutsideWrites;
}

const SAY_A_VERSION = new Set(["buildInfo", "buildinfo", "serverStatus", "getParameter", "explain"]);

/** Dispatches commands, and adds the sessions and transactions that the engine lacks. */
export class Facade {
  readonly #parts: FacadeParts;
  readonly #port: () => number;

  constructor(parts: FacadeParts, port: () => number) {
    this.#parts = parts;
    this.#port = port;
  }

  /** The reply to a request. An error becomes an error reply; bytes that are no BSON are thrown. */
  async answer(request: WireRequest, peer: Peer): Promise<Buffer> {
    try {
      const gone = request.expectsReply ? peer.gone : undefined;
      return await this.#run(parseCommand(request.body, request.sequences), peer, gone);
    } catch (error) {
      if (error instanceof CommandError) return error.toReply();
      if (error instanceof BSONError || error instanceof MalformedMessageError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      return new CommandError("InternalError", message).toReply();
    }
  }

  /** To be called when a connection is gone. */
  async forget(peer: Peer): Promise<void> {
    await this.#parts.sessions.forgetOwner(peer);
  }

  async #run(command: Command, peer: Peer, gone: AbortSignal | undefined): Promise<Buffer> {
    const kind = kindOf(command);
    if (kind === undefined) {
      throw new CommandError("CommandNotFound", `no such command: '${command.name}'`);
    }
    if (command.name === "commitTransaction" || command.name === "abortTransaction") {
      return this.#endTransaction(command);
    }
    // A connection that waits for changes carries no statements meanwhile.
    if (!command.session?.inTransaction && this.#parts.changeStreams.concerns(command)) {
      return this.#parts.changeStreams.answer(command, peer.gone);
    }
    if (kind !== "local") peer.carriesData = true;
    mustLeaveJournalAlone(command, kind);
    if (command.session?.inTransaction) return this.#inTransaction(command, kind, command.session, peer);
    if (command.session?.number !== undefined) {
      if (kind === "write") return this.#parts.sessions.onceOnly(command.session, command, gone);
      throw new CommandError(
        "NotARetryableWriteCommand",
        `txnNumber needs autocommit: false, or a retryable write, which ${command.name} is not`,
      );
    }
    switch (kind) {
      case "local":
        return this.#local(command, peer);
      case "status":
        return this.#status(command);
      case "read":
        return this.#outsideRead(command, gone);
      case "write":
        return this.#parts.outsideWrites.run(command, gone);
      case "definition":
      case "create":
        return this.#define(command, gone);
    }
  }

  async #endTransaction({ name, database, session }: Command): Promise<Buffer> {
    if (database !== "admin") {
      throw new CommandError("Unauthorized", `${name} may only be run against the admin database.`);
    }
    if (!session) throw new CommandError("InvalidOptions", `${name} needs a session`);
    if (name === "commitTransaction") await this.#parts.sessions.commit(session);
    else await this.#parts.sessions.abort(session);
    return Buffer.from(serialize({ ok: 1 }));
  }

  async #inTransaction(
    command: Command,
    kind: CommandKind,
    session: SessionFields,
    peer: Peer,
  ): Promise<Buffer> {
    if (command.name !== "createIndexes") mustBeAllowedInTransaction(command, session.startsTransaction);
    const transaction = await this.#parts.sessions.transactionFor(session, peer);
    const stage = refusedStage(command);
    if (stage !== undefined || kind === "definition") {
      await transaction.abort();
      throw refusedInTransaction(stage ?? command.name);
    }
    switch (kind) {
      case "write":
        return transaction.write(command, peer.gone);
      case "create":
        return transaction.create(command, peer.gone);
      case "local":
        return transaction.read(() => this.#local(command, peer), peer.gone);
      case "status":
        return transaction.read(() => this.#status(command), peer.gone);
      case "read":
        return transaction.read(() => this.#read(command), peer.gone);
    }
  }

  async #local(command: Command, peer: Peer): Promise<Buffer> {
    const context = {
      port: this.#port(),
      connectionId: peer.id,
      peer: peer.address,
      sessions: this.#parts.sessions,
      changeStreams: this.#parts.changeStreams,
    };
    return Buffer.from(serialize(await answerLocally(command, context)));
  }

  async #outsideRead(command: Command, gone: AbortSignal | undefined): Promise<Buffer> {
    const { gate, catalog, cursors } = this.#parts;
    const isMore = command.name === "getMore";
    const scope = isMore ? cursors.scopeOf(command) : await readScopeOf(command, catalog);
    // All of it was read ahead, before the transaction changed it.
    if (scope === undefined) return this.#read(command);
    if (!(await gate.enterRead(scope, gone))) throw gone?.aborted ? clientGone() : gateTimeout();
    try {
      return await this.#read(command);
    } finally {
      gate.leaveRead(scope);
    }
  }

  async #read(command: Command): Promise<Buffer> {
    const { engine, catalog, cursors } = this.#parts;
    if (command.name === "getMore") {
      cursors.mayContinue(command);
      return cursors.more(command);
    }
    if (countsEverything(command)) return countExactly(engine, command);
    const reply = await engine.send(command.body, command.sequences);
    if (SAY_A_VERSION.has(command.name)) return withOurVersion(reply);
    cursors.note(command, reply, await readScopeOf(command, catalog));
    return reply;
  }

  async #define(command: Command, gone: AbortSignal | undefined): Promise<Buffer> {
    const { gate, catalog, engine, changeLog } = this.#parts;
    catalog.forget();
    if (!(await gate.enterWrite(gone))) throw gone?.aborted ? clientGone() : gateTimeout();
    try {
      const { body, sequences } = durable(command);
      return await engine.send(body, sequences);
    } finally {
      const rewritten = rewrittenBy(command);
      if (rewritten) changeLog.lose(rewritten.database, rewritten.collection);
      gate.leaveWrite();
      catalog.forget();
    }
  }

  async #status(command: Command): Promise<Buffer> {
    if (command.name === "killCursors") return this.#parts.cursors.kill(command);
    const created = this.#parts.sessions.openTransaction?.created ?? new Set();
    const { body, sequences } = withoutUncommitted(command, created);
    const reply = await this.#parts.engine.send(body, sequences);
    if (SAY_A_VERSION.has(command.name)) return withOurVersion(reply);
    if (command.name !== "listDatabases") return reply;
    const answer = deserialize(reply, { promoteValues: false });
    if (!Array.isArray(answer.databases)) return reply;
    answer.databases = answer.databases.filter(({ name }) => String(name) !== JOURNAL_DATABASE);
    return Buffer.from(serialize(answer));
  }
}

/** Clients may read the journal's database. Writing to it could undo what is committed. */
function mustLeaveJournalAlone(command: Command, kind: CommandKind): void {
  const changes = kind === "write" || kind === "definition" || kind === "create";
  if (!changes) return;
  if (command.database !== JOURNAL_DATABASE && resultDatabase(command) !== JOURNAL_DATABASE) return;
  throw new CommandError("Unauthorized", `${JOURNAL_DATABASE} is only written by the server`);
}
