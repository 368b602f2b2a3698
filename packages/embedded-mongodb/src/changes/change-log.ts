import { randomBytes } from "node:crypto";
import { Timestamp } from "bson";
import { CommandError } from "../server/command-error.js";
import type { Namespace } from "../transactions/touched-documents.js";
import { documentElement, documentOf, plainElements } from "../wire/raw-bson.js";

/** What changed one document. */
export interface Change extends Namespace {
  readonly operationType: "insert" | "update" | "replace" | "delete";
  /** `{ _id }` */
  readonly documentKey: Buffer;
  /** Of an insert or a replacement. */
  readonly fullDocument?: Buffer;
  /** Of an update. */
  readonly updateDescription?: Buffer;
}

/** The collections that a stream follows. */
export interface ChangeScope {
  readonly database: string;
  /** undefined for all of the database's. */
  readonly collections: readonly string[] | undefined;
}

/** A change with its number, as the document that streams have. */
interface Logged extends Namespace {
  readonly number: number;
  readonly event: Buffer;
}

interface Watched {
  /** All changes after this number are in the log, as far as it reaches back. */
  since: number;
  watches: number;
  forgetting: NodeJS.Timeout | undefined;
}

/** The log's own limit. A stream that is further behind has lost its place. */
const MOST_BYTES = 16 * 1024 * 1024;
/** For so long a collection is recorded after its last stream ended, in milliseconds: streams are resumed by new ones. */
const RESUMABLE_MS = 60_000;
const TOKEN = /^[0-9A-F]{32}$/;

/**
 * What was changed in the collections that somebody watches, in the order of its commits. Kept in memory, for as long
 * as there is room. Nothing is recorded of collections that nobody watches.
 */
export class ChangeLog {
  /** A token of another run of the server is recognized by it. */
  readonly #run = randomBytes(8).toString("hex").toUpperCase();
  /** By `database`, or `database.collection`. */
  readonly #watched = new Map<string, Watched>();
  readonly #waiting = new Set<() => void>();
  #logged: Logged[] = [];
  #bytes = 0;
  /** The number of the latest change; of the latest that is on disk; of the latest that is no longer in the log. */
  #last = 0;
  #released = 0;
  #forgotten = 0;
  #time = 0;

  /** Whether a change of this collection has to be recorded. */
  isWatched({ database, collection }: Namespace): boolean {
    if (this.#watched.size === 0) return false;
    return this.#watched.has(database) || this.#watched.has(`${database}.${collection}`);
  }

  /**
   * Adds what is committed. Streams have it after {@link release}.
   *
   * @returns the number to release
   */
  append(changes: readonly Change[]): number {
    // Clocks may be set back; cluster times may not.
    this.#time = Math.max(this.#time, Math.floor(Date.now() / 1000));
    for (const change of changes) {
      const number = this.#last + 1;
      const event = eventOf(change, this.tokenOf(number), new Timestamp({ t: this.#time, i: number }));
      const { database, collection } = change;
      this.#logged.push({ database, collection, number, event });
      this.#last = number;
      this.#bytes += event.length;
    }
    while (this.#bytes > MOST_BYTES) this.#forgetFirst();
    return this.#last;
  }

  /** Tells streams of what was added up to `number`: it is on disk. */
  release(number: number): void {
    if (number <= this.#released) return;
    this.#released = number;
    this.#wake();
  }

  /**
   * Gives up on telling what happened to a collection, or to all of a database. Its streams end, and cannot be resumed
   * from before.
   */
  lose(database: string, collection?: string): void {
    let any = false;
    for (const [key, watched] of this.#watched) {
      const isMeant =
        key === database ||
        (collection === undefined ? key.startsWith(`${database}.`) : key === `${database}.${collection}`);
      if (!isMeant) continue;
      any = true;
      watched.since = this.#last + 1;
    }
    if (!any) return;
    this.#last += 1;
    this.#wake();
  }

  /**
   * Begins to record the collections.
   *
   * @param token to go on after a change told before; undefined for changes from now on
   * @throws CommandError when changes since then were not recorded
   */
  watch(scope: ChangeScope, token: string | undefined): Watch {
    const keys = keysOf(scope);
    const position = token === undefined ? this.#last : this.#numberOf(token);
    if (token !== undefined) this.mustReachBack(keys, position);
    for (const key of keys) {
      const watched = this.#watched.get(key) ?? { since: this.#last, watches: 0, forgetting: undefined };
      clearTimeout(watched.forgetting);
      watched.watches += 1;
      this.#watched.set(key, watched);
    }
    return new Watch(this, scope, keys, position);
  }

  /** The resume token of a change. */
  tokenOf(number: number): string {
    return this.#run + number.toString(16).toUpperCase().padStart(16, "0");
  }

  /** The number of the latest change that is told. */
  get released(): number {
    return this.#released;
  }

  /** @throws CommandError when there were changes after this number that the log has not */
  mustReachBack(keys: readonly string[], number: number): void {
    const isThere = keys.every(
      (key) => (this.#watched.get(key)?.since ?? Number.POSITIVE_INFINITY) <= number,
    );
    if (!isThere || number < this.#forgotten) throw historyLost();
  }

  /** What is told after a change, oldest first. */
  *after(number: number, { database, collections }: ChangeScope): Generator<Logged> {
    const isKnown = (logged: Logged) => logged.number <= number;
    for (const logged of this.#logged.slice(this.#logged.findLastIndex(isKnown) + 1)) {
      if (logged.number > this.#released) return;
      if (logged.database !== database) continue;
      if (collections === undefined || collections.includes(logged.collection)) yield logged;
    }
  }

  /** Resolves when there may be more to tell, after `wait` milliseconds at most, or when `signal` is aborted. */
  more(wait: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, wait);
      signal.addEventListener("abort", wake);
      this.#waiting.add(wake);
    });
  }

  /** To be called when a watch is over. */
  unwatch(keys: readonly string[]): void {
    for (const key of keys) {
      const watched = this.#watched.get(key);
      if (!watched) continue;
      watched.watches -= 1;
      if (watched.watches === 0)
        watched.forgetting = setTimeout(() => this.#forget(key), RESUMABLE_MS).unref();
    }
  }

  #forget(key: string): void {
    this.#watched.delete(key);
    if (this.#watched.size > 0) return;
    this.#logged = [];
    this.#bytes = 0;
    this.#forgotten = this.#last;
  }

  #forgetFirst(): void {
    const first = this.#logged.shift();
    if (!first) return;
    this.#bytes -= first.event.length;
    this.#forgotten = first.number;
    // Whoever waited for it has to be told that it is gone.
    if (first.number > this.#released) this.#released = first.number;
  }

  #numberOf(token: string): number {
    if (!TOKEN.test(token))
      throw new CommandError("FailedToParse", `${token} is no resume token of this server`);
    if (!token.startsWith(this.#run)) throw historyLost();
    return Number.parseInt(token.slice(16), 16);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** The place of one stream in the log. */
export class Watch {
  readonly #log: ChangeLog;
  readonly #scope: ChangeScope;
  readonly #keys: readonly string[];
  readonly #ended = new AbortController();
  #position: number;

  /** For the log. */
  constructor(log: ChangeLog, scope: ChangeScope, keys: readonly string[], position: number) {
    this.#log = log;
    this.#scope = scope;
    this.#keys = keys;
    this.#position = position;
  }

  /** Aborted when this is over. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** What a stream can be resumed from that has had all that was taken. */
  get token(): string {
    return this.#log.tokenOf(this.#position);
  }

  /**
   * Takes the next events.
   *
   * @throws CommandError when some that come next are not in the log
   */
  take(most: number, mostBytes: number): Buffer[] {
    this.#log.mustReachBack(this.#keys, this.#position);
    const taken: Buffer[] = [];
    let bytes = 0;
    for (const { number, event } of this.#log.after(this.#position, this.#scope)) {
      bytes += event.length;
      if (taken.length > 0 && (taken.length === most || bytes > mostBytes)) return taken;
      taken.push(event);
      this.#position = number;
    }
    this.#position = Math.max(this.#position, this.#log.released);
    return taken;
  }

  end(): void {
    if (this.ended.aborted) return;
    this.#ended.abort();
    this.#log.unwatch(this.#keys);
  }
}

function keysOf({ database, collections }: ChangeScope): readonly string[] {
  return collections?.map((collection) => `${database}.${collection}`) ?? [database];
}

function historyLost(): CommandError {
  return new CommandError(
    "ChangeStreamHistoryLost",
    "Resume of change stream was not possible, as the resume point may no longer be in the log.",
  );
}

function eventOf(change: Change, token: string, clusterTime: Timestamp): Buffer {
  const { operationType, database, collection, documentKey, fullDocument, updateDescription } = change;
  return documentOf([
    ...plainElements({ _id: { _data: token }, operationType, clusterTime, wallTime: new Date() }),
    ...(fullDocument ? [documentElement("fullDocument", fullDocument)] : []),
    ...plainElements({ ns: { db: database, coll: collection } }),
    documentElement("documentKey", documentKey),
    ...(updateDescription ? [documentElement("updateDescription", updateDescription)] : []),
  ]);
}
