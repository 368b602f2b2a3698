import { randomBytes } from "node:crypto";
import { type Document, Long, serialize } from "bson";
import type { Catalog } from "../server/catalog.js";
import type { Command } from "../server/command.js";
import { CommandError } from "../server/command-error.js";
import { type Engine, failed } from "../server/engine.js";
import { JOURNAL_DATABASE } from "../transactions/undo-journal.js";
import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  documentsIn,
  type Element,
  elementsOf,
  fieldsOf,
  idOf,
  plainElements,
  readDocument,
} from "../wire/raw-bson.js";
import type { OutsideWrites } from "../writes/outside-writes.js";
import type { ChangeLog, ChangeScope, Watch } from "./change-log.js";

interface ChangeStreamsParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly changeLog: ChangeLog;
  readonly outsideWrites: OutsideWrites;
}

interface Stream {
  readonly namespace: string;
  /** The text form of the logical session that it was opened in. */
  readonly session: string | undefined;
  readonly watch: Watch;
  /** The stages after `$changeStream`. */
  readonly stages: readonly Buffer[];
  /** Options of the command that the stages depend on. */
  readonly options: readonly Buffer[];
  isInUse: boolean;
  lastUsed: number;
}

const IDLE_MS = 10 * 60_000;
const DEFAULT_WAIT_MS = 1_000;
/** Events in one answer. Together with what the stages may add, they fit into a message. */
const MOST_EVENTS = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;

/** The stages that MongoDB takes after `$changeStream`. */
const STAGES = new Set([
  "$addFields",
  "$match",
  "$project",
  "$redact",
  "$replaceRoot",
  "$replaceWith",
  "$set",
  "$unset",
]);
/** Values that ask for nothing beyond what is offered. */
const OFFERED: Readonly<Record<string, readonly unknown[]>> = {
  fullDocument: ["default"],
  fullDocumentBeforeChange: ["off"],
  allChangesForCluster: [false],
  showExpandedEvents: [false],
};
const WITHOUT_STREAMS = new Set(["admin", "config", "local", JOURNAL_DATABASE]);

/** The change streams that clients have open. */
export class ChangeStreams {
  readonly #parts: ChangeStreamsParts;
  readonly #streams = new Map<bigint, Stream>();

  constructor(parts: ChangeStreamsParts) {
    this.#parts = parts;
  }

  /** Whether a command opens, reads or closes a change stream. */
  concerns(command: Command): boolean {
    switch (command.name) {
      case "aggregate":
        return beginsWithChanges(command);
      case "getMore":
        return this.#streams.size > 0 && this.#streams.has(idIn(fieldsOf(command.body).get("getMore")));
      case "killCursors":
        return this.#streams.size > 0 && idsToKill(command).some((id) => this.#streams.has(id));
      default:
        return false;
    }
  }

  /** Answers a command that {@link concerns} change streams. */
  answer(command: Command, gone: AbortSignal): Promise<Buffer> | Buffer {
    switch (command.name) {
      case "aggregate":
        return this.#open(command);
      case "getMore":
        return this.#more(command, gone);
      default:
        return this.#kill(command);
    }
  }

  /** Ends the streams that were opened in these sessions. */
  endSessions(ids: readonly string[]): void {
    for (const [id, { session }] of this.#streams) {
      if (session !== undefined && ids.includes(session)) this.#end(id);
    }
  }

  endAll(): void {
    for (const id of this.#streams.keys()) this.#end(id);
  }

  /** Drops streams unused for ten minutes, as MongoDB does with cursors. */
  dropIdle(): void {
    const limit = performance.now() - IDLE_MS;
    for (const [id, { lastUsed }] of this.#streams) if (lastUsed < limit) this.#end(id);
  }

  async #open(command: Command): Promise<Buffer> {
    const { changeLog, outsideWrites } = this.#parts;
    const fields = fieldsOf(command.body);
    const [, ...stages] = documentsIn(fields.get("pipeline"));
    const options = ["collation", "let"].flatMap((name) => fields.get(name)?.bytes ?? []);
    const token = resumeToken(command);
    for (const { name } of stagesOf(command).slice(1)) {
      if (!STAGES.has(name)) {
        throw new CommandError("IllegalOperation", `${name} is not permitted in a $changeStream pipeline`);
      }
    }
    await this.#mustBeWatchable(command);
    const refusal = await this.#run({ stages, options }, []);
    if (!Array.isArray(refusal)) return refusal;
    const watch = changeLog.watch(scopeOf(command, stages[0]), token);
    await outsideWrites.settled();
    const id = randomBytes(8).readBigInt64LE() & 0x7fff_ffff_ffff_ffffn;
    const namespace = `${command.database}.${command.collection ?? "$cmd.aggregate"}`;
    const stream: Stream = {
      namespace,
      session: command.session?.id,
      watch,
      stages,
      options,
      isInUse: false,
      lastUsed: performance.now(),
    };
    this.#streams.set(id, stream);
    return batchOf("firstBatch", id, stream, []);
  }

  async #mustBeWatchable({ database, collection }: Command): Promise<void> {
    if (WITHOUT_STREAMS.has(database)) {
      throw new CommandError(
        "InvalidNamespace",
        `$changeStream may not be opened on the internal ${database} database`,
      );
    }
    if (collection !== undefined && (await this.#parts.catalog.isView(database, collection))) {
      throw new CommandError(
        "CommandNotSupportedOnView",
        `Namespace ${database}.${collection} is a view, not a collection`,
      );
    }
  }

  async #more(command: Command, gone: AbortSignal): Promise<Buffer> {
    const fields = fieldsOf(command.body);
    const id = idIn(fields.get("getMore"));
    const stream = this.#streams.get(id);
    if (!stream) throw new CommandError("CursorNotFound", `cursor id ${id} not found`);
    if (stream.isInUse) throw new CommandError("CursorInUse", `cursor id ${id} is already in use`);
    stream.isInUse = true;
    const most = Math.min(numberIn(fields.get("batchSize")) || MOST_EVENTS, MOST_EVENTS);
    const until = performance.now() + (numberIn(fields.get("maxTimeMS")) ?? DEFAULT_WAIT_MS);
    const over = AbortSignal.any([gone, stream.watch.ended]);
    try {
      for (;;) {
        const events = stream.watch.take(most, MOST_BYTES);
        const shown = await this.#run(stream, events);
        if (!Array.isArray(shown)) {
          this.#end(id);
          return shown;
        }
        if (stream.watch.ended.aborted) throw new CommandError("CursorKilled", `cursor id ${id} was killed`);
        const left = until - performance.now();
        if (shown.length > 0 || left <= 0 || gone.aborted) return batchOf("nextBatch", id, stream, shown);
        if (events.length < most) await this.#parts.changeLog.more(left, over);
      }
    } catch (error) {
      this.#end(id);
      throw error;
    } finally {
      stream.isInUse = false;
      stream.lastUsed = performance.now();
    }
  }

  /**
   * Runs a stream's stages on events. The engine itself does, so that they mean what they mean to it.
   *
   * @returns what they make of the events, or the engine's reply when it refuses
   */
  async #run(
    { stages, options }: Pick<Stream, "stages" | "options">,
    events: readonly Buffer[],
  ): Promise<Buffer[] | Buffer> {
    if (stages.length === 0) return [...events];
    const isTrial = events.length === 0;
    const documents = documentOf([
      documentElement("$documents", documentOf([arrayElement("$literal", events)])),
    ]);
    const reply = await this.#parts.engine.send(
      documentOf([
        ...plainElements({ aggregate: 1 }),
        arrayElement("pipeline", [documents, ...stages]),
        ...plainElements({ cursor: { batchSize: MOST_EVENTS } }),
        ...options,
        ...plainElements({ $db: "admin" }),
      ]),
    );
    if (failed(reply)) return reply;
    if (isTrial) return [];
    const shown = documentsIn(
      fieldsOf(fieldsOf(reply).get("cursor")?.value ?? documentOf([])).get("firstBatch"),
    );
    const tokens = new Set(events.map(tokenBytes));
    if (!shown.every((event) => tokens.has(tokenBytes(event)))) {
      throw new CommandError(
        "ChangeStreamFatalError",
        "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline.",
      );
    }
    return shown;
  }

  #kill(command: Command): Buffer {
    const ids = idsToKill(command);
    const killed = ids.filter((id) => this.#streams.has(id));
    for (const id of killed) this.#end(id);
    const others = ids.filter((id) => !killed.includes(id));
    const reply: Document = {
      cursorsKilled: killed.map((id) => Long.fromBigInt(id)),
      cursorsNotFound: others.map((id) => Long.fromBigInt(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    };
    return Buffer.from(serialize(reply));
  }

  #end(id: bigint): void {
    this.#streams.get(id)?.watch.end();
    this.#streams.delete(id);
  }
}

function beginsWithChanges({ body }: Command): boolean {
  const [first] = documentsIn(fieldsOf(body).get("pipeline"));
  return first !== undefined && elementsOf(first)[0]?.name === "$changeStream";
}

function stagesOf({ body }: Command): Element[] {
  return documentsIn(fieldsOf(body).get("pipeline")).flatMap((stage) => elementsOf(stage).slice(0, 1));
}

/**
 * Where a stream begins.
 *
 * @throws CommandError when the stage asks for what is not offered here
 */
function resumeToken({ body }: Command): string | undefined {
  const { resumeAfter, startAfter, ...options } = readDocument(body).pipeline[0].$changeStream;
  for (const [name, value] of Object.entries(options)) {
    if (OFFERED[name]?.includes(value)) continue;
    throw new CommandError("InvalidOptions", `$changeStream has no ${name}: ${JSON.stringify(value)} here`);
  }
  const from = resumeAfter ?? startAfter;
  if (from === undefined) return undefined;
  if (typeof from._data === "string") return from._data;
  throw new CommandError("FailedToParse", "a resume token has a string in _data");
}

/** What a stream follows. A stream of a database that begins by picking collections follows no others. */
function scopeOf({ database, collection }: Command, stage: Buffer | undefined): ChangeScope {
  if (collection !== undefined) return { database, collections: [collection] };
  const name = (stage && readDocument(stage))?.$match?.["ns.coll"];
  const names: unknown = typeof name === "string" ? [name] : name?.$in;
  const isList = Array.isArray(names) && names.every((one) => typeof one === "string");
  return { database, collections: isList ? names : undefined };
}

function batchOf(name: string, id: bigint, { namespace, watch }: Stream, events: readonly Buffer[]): Buffer {
  const cursor = documentOf([
    arrayElement(name, events),
    ...plainElements({
      postBatchResumeToken: { _data: watch.token },
      id: Long.fromBigInt(id),
      ns: namespace,
    }),
  ]);
  return documentOf([documentElement("cursor", cursor), ...plainElements({ ok: 1 })]);
}

function tokenBytes(event: Buffer): string {
  return idOf(event)?.toString("latin1") ?? "";
}

function idsToKill({ body }: Command): bigint[] {
  const list = fieldsOf(body).get("cursors");
  return list?.type === BsonType.array ? elementsOf(list.value).map(idIn) : [];
}

function idIn(element: Element | undefined): bigint {
  return element?.type === BsonType.int64 ? element.value.readBigInt64LE(0) : 0n;
}

function numberIn(element: Element | undefined): number | undefined {
  switch (element?.type) {
    case BsonType.int32:
      return element.value.readInt32LE(0);
    case BsonType.double:
      return element.value.readDoubleLE(0);
    case BsonType.int64:
      return Number(element.value.readBigInt64LE(0));
    default:
      return undefined;
  }
}
