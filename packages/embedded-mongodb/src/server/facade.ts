import { BSONError, deserialize, serialize } from "bson";
import type { SessionTable } from "../transactions/session-table.js";
import { ANYTHING, type ReadScope, type TransactionGate } from "../transactions/transaction-gate.js";
import { JOURNAL_DATABASE } from "../transactions/undo-journal.js";
import { documentsIn, elementsOf, fieldsOf } from "../wire/raw-bson.js";
import { MalformedMessageError, type WireRequest } from "../wire/wire-message.js";
import { type Command, durable, parseCommand, type SessionFields } from "./command.js";
import { CommandError } from "./command-error.js";
import { kindOf } from "./command-kinds.js";
import type { Engine } from "./engine.js";
import { countExactly, countsEverything } from "./exact-count.js";
import { answerLocally } from "./local-commands.js";

/** One client connection, as the facade sees it. */
export interface Peer {
  readonly id: number;
  readonly address: string;
  /** Whether it ever sent more than handshakes. Monitoring connections never do. */
  carriesData: boolean;
}

export interface FacadeParts {
  readonly engine: Engine;
  readonly gate: TransactionGate;
  readonly sessions: SessionTable;
}

/** Decides what happens with each command: the engine alone knows no sessions and no transactions. */
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
      return await this.#run(parseCommand(request.body, request.sequences), peer);
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

  async #run(command: Command, peer: Peer): Promise<Buffer> {
    const kind = kindOf(command);
    if (kind === undefined) {
      throw new CommandError("CommandNotFound", `no such command: '${command.name}'`);
    }
    if (command.name === "commitTransaction" || command.name === "abortTransaction") {
      return this.#endTransaction(command);
    }
    if (kind === "local") {
      const context = {
        port: this.#port(),
        connectionId: peer.id,
        peer: peer.address,
        sessions: this.#parts.sessions,
      };
      return Buffer.from(serialize(await answerLocally(command, context)));
    }
    peer.carriesData = true;
    if (command.session?.inTransaction) return this.#inTransaction(command, command.session, peer);
    switch (kind) {
      case "status":
        return this.#status(command);
      case "read":
        return this.#outsideRead(command);
      case "write":
      case "definition":
      case "create": {
        const write = () => this.#outsideWrite(command);
        return command.session ? this.#parts.sessions.onceOnly(command.session, write) : write();
      }
    }
  }

  async #endTransaction({ name, session }: Command): Promise<Buffer> {
    if (!session) throw new CommandError("InvalidOptions", `${name} needs a session`);
    if (name === "commitTransaction") await this.#parts.sessions.commit(session);
    else await this.#parts.sessions.abort(session);
    return Buffer.from(serialize({ ok: 1 }));
  }

  async #inTransaction(command: Command, session: SessionFields, peer: Peer): Promise<Buffer> {
    const transaction = await this.#parts.sessions.transactionFor(session, peer);
    switch (kindOf(command)) {
      case "write":
        return transaction.write(command);
      case "definition":
        await transaction.abort();
        throw new CommandError(
          "OperationNotSupportedInTransaction",
          `Cannot run '${command.name}' in a multi-document transaction.`,
        );
      default:
        return transaction.read(() => this.#read(command));
    }
  }

  async #outsideRead(command: Command): Promise<Buffer> {
    const scope = readScopeOf(command);
    if (!(await this.#parts.gate.enterRead(scope))) throw gateTimeout();
    try {
      return await this.#read(command);
    } finally {
      this.#parts.gate.leaveRead(scope);
    }
  }

  #read(command: Command): Promise<Buffer> {
    if (countsEverything(command)) return countExactly(this.#parts.engine, command);
    return this.#parts.engine.send(command.body, command.sequences);
  }

  async #outsideWrite(command: Command): Promise<Buffer> {
    if (!(await this.#parts.gate.enterWrite())) throw gateTimeout();
    try {
      const { body, sequences } = durable(command);
      return await this.#parts.engine.send(body, sequences);
    } finally {
      this.#parts.gate.leaveWrite();
    }
  }

  async #status(command: Command): Promise<Buffer> {
    const reply = await this.#parts.engine.send(command.body, command.sequences);
    if (command.name !== "listDatabases") return reply;
    const answer = deserialize(reply, { promoteValues: false });
    if (!Array.isArray(answer.databases)) return reply;
    answer.databases = answer.databases.filter(({ name }) => String(name) !== JOURNAL_DATABASE);
    return Buffer.from(serialize(answer));
  }
}

/** Reads of which it is certain that they look at no other collection than the one they name. */
const OF_ONE_COLLECTION = new Set(["find", "count", "distinct"]);
/** Stages of a pipeline that stay within its collection. */
const WITHIN_COLLECTION = new Set([
  "$match",
  "$sort",
  "$limit",
  "$skip",
  "$project",
  "$group",
  "$addFields",
  "$unwind",
]);

function readScopeOf({ name, database, collection, body }: Command): ReadScope {
  if (collection === undefined) return ANYTHING;
  const isOfOne = OF_ONE_COLLECTION.has(name) || (name === "aggregate" && staysWithin(body));
  return isOfOne ? `${database}.${collection}` : ANYTHING;
}

function staysWithin(body: Buffer): boolean {
  return documentsIn(fieldsOf(body).get("pipeline")).every((stage) =>
    elementsOf(stage).every(({ name }) => WITHIN_COLLECTION.has(name)),
  );
}

function gateTimeout(): CommandError {
  return new CommandError("LockTimeout", "an open transaction kept the data for too long");
}
