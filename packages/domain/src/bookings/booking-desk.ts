import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction, TransactionOptions } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { LRUCache } from "lru-cache";
import type { BookingRequest } from "../booking-queue/booking-request.js";
import { createOptimismBackoff } from "../booking-queue/optimism-backoff.js";
import { openWriteLease } from "../booking-queue/write-lease.js";
import { StaleReadError } from "../capacity/change-capacity.js";
import type { Clock } from "../clock.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  type Bookability,
  type EventState,
  readBookabilities,
  soldOutError,
  toBookability,
} from "../events/bookability.js";
import type { EventChanges } from "../events/event-changes.js";
import { commitHalving, isEverybodys, type PartWriter } from "../machinery/commit-halving.js";
import { createFairQueue } from "../machinery/fair-queue.js";
import { fewPerTick } from "../machinery/few-per-tick.js";
import { type AskedFor, createMicroBatch } from "../machinery/micro-batch.js";
import type { BookingAnswer } from "./booking-view.js";
import { type Experience, foresee } from "./foresee.js";
import { draftPlan, type GroupPlan, planWithin } from "./group-plan.js";

/** The most requests written by one transaction: MongoDB advises against changing many more than 1,000 documents. */
const GROUP_SIZE = 250;
/** How many may wait at a desk. */
export interface DeskLimits {
  /** For one event. */
  readonly line: number;
  /** For all of them together. */
  readonly desk: number;
}

// Fewer than the requests a process takes on at all: whoever only looks has to get through.
const DEFAULT_LIMITS: DeskLimits = { line: 5_000, desk: 8_000 };
/** Whoever would have to wait longer than this is refused at once, in milliseconds. */
const PATIENCE_MS = 5_000;
/** For how long whoever wants more than was left of an event need not stand in line to be refused. */
const KNOWN_FOR_MS = 1_000;
/** For how long a group is planned by what was left of an event, which its transaction then checks. */
const FORESEEN_FOR_MS = 10_000;
/** Events whose sale is known at most; beyond that the oldest are forgotten. */
const KNOWN_EVENTS = 10_000;
/** Requests that are remembered, by two names each: half a minute of a hot event. */
const FAMILIAR_NAMES = 100_000;
/**
 * For how many people something is done (they are told what came of their group, or planned for) before others have
 * their turn: for fewer when somebody looks at events meanwhile, because whoever looks waits for a turn to end.
 */
const AT_ONCE = { alone: 25, watched: 4 };
/** When people are told what came of their group although the next one is not on its way yet, in milliseconds. */
const TOLD_AFTER_MS = 10;
/** The longest pause for others' sake, in milliseconds: for another process, or for who looks at events. */
const LONGEST_WAY_MS = 250;
/** How much the newest group counts in the estimate of what one takes. */
const NEWEST = 0.3;

/** Somebody in line. */
interface Waiting extends BookingRequest {
  readonly context: AppContext;
  readonly resolve: (booking: BookingAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** What a group left of an event, as far as this process knows. */
interface Known {
  readonly left: EventState;
  readonly since: number;
}

/** People who are served together. */
interface Group {
  readonly context: AppContext;
  readonly requests: readonly Waiting[];
  /** Those of them who may be repeats. */
  readonly familiar: ReadonlySet<BookingRequest>;
  /** Events of which more happened than was foreseen: tickets came back, or went another way. */
  readonly changed: Set<EventId>;
  /** What was foreseen to come of it while the group before was written, if it could be. */
  ahead?: Promise<GroupPlan | undefined>;
  /** What came of the group before when that was foreseen. */
  after?: GroupPlan;
}

/** How busy a desk is. */
export interface DeskLoad {
  /** Requests in line, over all events. */
  readonly waiting: number;
  /** Requests of the group that is being written. */
  readonly writing: number;
  /** Events with a line. */
  readonly events: number;
  /** Pauses made so that others have their turn: another process, or those who look at events. */
  readonly pauses: number;
  /** Requests refused because the line was too long. */
  readonly turnedAway: number;
  /** Requests refused without a place in line, because the event was known to be sold out, and was. */
  readonly refusedFromKnowledge: number;
}

/**
 * Where this process takes bookings. Requests for one event stand in one line, in the order of their arrival, and
 * are written group by group, each group while the next one gathers: alone, a request does not wait for others;
 * the more there are, the larger the groups. Every group takes from the lines of all events in turn, as much from
 * each, so that a hot one holds up no other.
 */
export interface BookingDesk {
  /**
   * Stands in line for tickets.
   *
   * @throws DomainError BUSY when the line is too long, and whatever {@link draftPlan} refuses with
   */
  book(context: AppContext, request: BookingRequest): Promise<BookingAnswer>;
  /**
   * Why an event has no tickets for somebody, when this process remembers that it has too few. Memory alone refuses
   * nobody: the event is read once for all who ask at the same time, so that one that was cancelled, or has tickets
   * again, is seen at once, whichever process changed it.
   *
   * @returns nothing when its tickets are worth asking for; not even a promise when nothing is remembered against it
   */
  refusal(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  load(): DeskLoad;
}

/**
 * @param clock by which knowledge becomes old
 * @param changes says when what was left of an event is no longer known
 * @param reader where events are read outside transactions
 */
export function createBookingDesk(
  clock: Clock,
  changes: Pick<EventChanges, "subscribe">,
  reader: Pick<Transaction, "event">,
  limits: DeskLimits = DEFAULT_LIMITS,
): BookingDesk {
  const lines = createFairQueue<EventId, Waiting>();
  const known = new LRUCache<EventId, Known>({ max: KNOWN_EVENTS });
  const familiar = new LRUCache<string, true>({ max: FAMILIAR_NAMES });
  const openings = createMicroBatch(
    (asked: AskedFor<EventId>) => {
      const ids = Array.from(asked.values(), ({ item }) => item);
      return readBookabilities(reader, ids, clock.now());
    },
    (found: ReadonlyMap<string, Bookability>, id) => found.get(id) ?? toBookability(undefined, clock.now()),
  );
  const trust = createOptimismBackoff();
  const processId = randomUUID();
  let isServing = false;
  /** The group that is being written, and the one that is next, if it was taken from the lines already. */
  let current: Group | undefined;
  let next: Group | undefined;
  /** Tells those of the group before, unless they have been told. */
  let tellLast = () => {};
  let pauses = 0;
  let turnedAway = 0;
  let refusedFromKnowledge = 0;
  /** The pause after the last group, in milliseconds. */
  let pause = 0;
  /** What one group takes, in milliseconds: it grows much less than the group does. */
  let pace = 1;

  function requireRoom(eventId: EventId): void {
    const ahead = lines.length(eventId);
    // A line gets its share of each group, and more when the others are short.
    const groups = Math.ceil(Math.min(ahead * Math.max(1, lines.count()), lines.total()) / GROUP_SIZE);
    const wait = groups * (pace + pause);
    if (ahead < limits.line && lines.total() < limits.desk && wait < PATIENCE_MS) return;
    turnedAway++;
    const message = "Too many people are booking right now. Try again in a moment.";
    throw new DomainError("BUSY", message, { retryAfterSeconds: Math.max(1, Math.ceil(wait / 1_000)) });
  }

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    try {
      while (next !== undefined || lines.total() > 0) await serveNext();
    } finally {
      isServing = false;
      tellLast();
    }
  }

  async function serveNext(): Promise<void> {
    const group = next ?? takeGroup();
    next = undefined;
    current = group;
    const begun = performance.now();
    const othersAsk = await write(group);
    current = undefined;
    pace += NEWEST * (performance.now() - begun - pace);
    pause = othersAsk || isCrowding(group) ? Math.min(pace, LONGEST_WAY_MS) : 0;
    if (pause === 0) return;
    pauses++;
    await setTimeout(pause);
  }

  /**
   * Whether a sale is in the way of those who look at events: groups are as large as they get, and more people wait.
   * Half of the time is theirs then. Without it all of the machine's would go to the sale, and whoever looks would wait
   * four times as long as without one (decisions/0021).
   */
  function isCrowding({ context, requests }: Group): boolean {
    const isRush = requests.length === GROUP_SIZE && (next !== undefined || lines.total() > 0);
    return isRush && context.publicEvents.isWatched();
  }

  function takeGroup(): Group {
    // Those who came with another Foyer (another clock, in tests) form a group of their own.
    const requests = lines.take(GROUP_SIZE, (one, first) => one.context === first.context);
    const [first] = requests;
    if (first === undefined) throw new Error("Nobody waits.");
    const repeats = requests.filter((request) => namesOf(request).some((name) => familiar.has(name)));
    for (const name of requests.flatMap(namesOf)) familiar.set(name, true);
    return { context: first.context, requests, familiar: new Set(repeats), changed: new Set() };
  }

  /** @returns whether another process asks for a turn, as far as it was looked at */
  async function write(group: Group): Promise<boolean> {
    let mayRetry = true;
    const plan = await (group.ahead ?? (trust.isGiven() ? foreseePlan(group) : undefined));
    if (plan !== undefined && !isOff(plan, group)) {
      if (!plan.hasWrites) return tellAll(group.context, group.requests, plan);
      try {
        const othersAsk = await commit(group, group.requests, () => plan);
        trust.wasRight();
        return othersAsk;
      } catch (error) {
        const kind = kindOfFailure(error);
        if (isEverybodys(kind)) return refuseAll(group.requests, error);
        if (kind === "other" && !(error instanceof StaleReadError)) mayRetry = false;
        trust.wasWrong();
      }
    }
    trust.looked();
    return lookAndWrite(group, mayRetry);
  }

  /** Has a group look for itself, within its transaction. */
  async function lookAndWrite(group: Group, mayRetry: boolean): Promise<boolean> {
    let othersAsk = false;
    const writer: PartWriter<Waiting> = {
      async write(part, isLast) {
        group.changed.clear();
        const look = (tx: Transaction) => planWithin(tx, group.context, part);
        // A part that is halved next finds a lost race in that way.
        othersAsk = await commit(group, part, look, { retryOnUnique: isLast });
      },
      refuse: refuseAll,
    };
    await commitHalving(group.requests, writer, mayRetry);
    return othersAsk;
  }

  async function commit(
    group: Group,
    requests: readonly Waiting[],
    toPlan: (tx: Transaction) => GroupPlan | Promise<GroupPlan>,
    options: TransactionOptions = {},
  ): Promise<boolean> {
    const { context } = group;
    const turns = openWriteLease(context, processId, [
      ...new Set(requests.map(({ input }) => input.eventId)),
    ]);
    const work = async (tx: Transaction) => {
      const plan = await toPlan(tx);
      const written = Promise.all([
        // Who has nobody waiting leaves a gap anyway.
        (next !== undefined || lines.total() > 0) && turns.othersAsk(tx),
        turns.done(tx),
        // Last, because it ends with the events, which nobody else can change from then on.
        plan.write(tx),
      ]);
      tellLast();
      planNext(group, plan);
      const [othersAsk] = await written;
      await context.failpoint("booking-batch.written");
      return { plan, othersAsk };
    };
    const { onConflict } = turns;
    const { plan, othersAsk } = await context.db
      .transaction(work, { ...options, onConflict })
      .catch((error) => {
        forgetAfterFailure(requests);
        throw error;
      });
    for (const [eventId, event] of plan.left) if (!group.changed.has(eventId)) learn(eventId, event);
    tellAll(context, requests, plan);
    return othersAsk;
  }

  /**
   * What is known of a batch's events may be what the batch would have made of them, or was wrong before: the next one
   * must not be planned by it.
   */
  function forgetAfterFailure(requests: readonly Waiting[]): void {
    if (next !== undefined) spoil(next);
    for (const { input } of requests) known.delete(input.eventId);
  }

  /**
   * Foresees what will come of the next group while this one is written, if the next one is as large as it gets: then
   * all that is left to do in its own time is writing it.
   */
  function planNext(group: Group, plan: GroupPlan): void {
    if (next !== undefined) {
      // The try before came to nothing, and so did what it left.
      if (next.after !== plan) spoil(next);
      return;
    }
    if (lines.total() < GROUP_SIZE || !trust.isGiven()) return;
    const taken = takeGroup();
    next = taken;
    taken.after = plan;
    // What is only being written cannot be found by a look at the database yet.
    const present = new Set(group.requests.flatMap(namesOf));
    if ([...taken.familiar].some((request) => namesOf(request).some((name) => present.has(name)))) return;
    // First this group's commands have to be on their way.
    taken.ahead = setImmediate().then(() => foreseePlan(taken, atOnce(taken.context)));
  }

  /** @param few how many are planned for before others have their turn; all, when they are waited for */
  async function foreseePlan(group: Group, few = group.requests.length): Promise<GroupPlan | undefined> {
    const { context, requests, familiar: familiarOnes, after } = group;
    const experience: Experience = {
      event: (eventId) => after?.left.get(eventId) ?? lastSeen(eventId, FORESEEN_FOR_MS),
      underWay: (after?.outcomes ?? []).flatMap((one) => (one.kind === "booked" ? [one.booking] : [])),
      isFamiliar: (request) => familiarOnes.has(request),
    };
    try {
      const now = context.clock.now();
      const finding = await foresee(context, requests, experience, now);
      if (finding === undefined) return undefined;
      const draft = draftPlan(context, finding, now);
      await fewPerTick(requests, few, (request) => draft.decide(request));
      return draft.finish();
    } catch {
      // Whatever it is, the group meets it again when it looks for itself, and is told.
      return undefined;
    }
  }

  /** Has a group that was taken ahead begin anew. */
  function spoil(group: Group): void {
    delete group.ahead;
    delete group.after;
  }

  /**
   * Tells people what came of their group. Putting hundreds of answers into words would keep the next group from the
   * database: so its commands go first, and this is done while they are carried out.
   */
  function tellAll(context: AppContext, requests: readonly Waiting[], { outcomes }: GroupPlan): false {
    let isTold = false;
    tellLast = () => {
      if (isTold) return;
      isTold = true;
      void fewPerTick(requests.entries(), atOnce(context), ([index, { resolve, reject }]) => {
        const outcome = outcomes[index];
        if (outcome?.kind === "booked") resolve(outcome.booking);
        else reject(outcome?.error ?? new Error("Every request has an outcome."));
      });
    };
    void setTimeout(TOLD_AFTER_MS).then(tellLast);
    return false;
  }

  async function refuseByLook(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> {
    const opening = await openings.ask(eventId, eventId);
    if (opening.kind === "open" && hasTicketsFor(opening.event, ticketQuantity)) return undefined;
    refusedFromKnowledge++;
    return opening.kind === "closed" ? opening.why : soldOutError(opening.event);
  }

  function lastSeen(eventId: EventId, forMs: number): EventState | undefined {
    const found = known.get(eventId);
    if (found === undefined || Math.abs(clock.now().getTime() - found.since) > forMs) return undefined;
    return found.left;
  }

  function learn(eventId: EventId, left: EventState): void {
    known.set(eventId, { left, since: clock.now().getTime() });
  }

  changes.subscribe((eventId, { kind }) => {
    // The queue's own sales, which it knows all about.
    if (kind === "sold") return;
    current?.changed.add(eventId);
    next?.changed.add(eventId);
    known.delete(eventId);
  });

  return {
    async book(context, request) {
      const { eventId } = request.input;
      requireRoom(eventId);
      return new Promise((resolve, reject) => {
        lines.join(eventId, { ...request, context, resolve, reject });
        void serve();
      });
    },
    refusal(eventId, ticketQuantity) {
      const remembered = lastSeen(eventId, KNOWN_FOR_MS);
      if (remembered === undefined || hasTicketsFor(remembered, ticketQuantity)) return undefined;
      return refuseByLook(eventId, ticketQuantity);
    },
    load: () => ({
      waiting: lines.total() + (next?.requests.length ?? 0),
      writing: current?.requests.length ?? 0,
      events: lines.count(),
      pauses,
      turnedAway,
      refusedFromKnowledge,
    }),
  };
}

function atOnce({ publicEvents }: AppContext): number {
  return publicEvents.isWatched() ? AT_ONCE.watched : AT_ONCE.alone;
}

/** What another request would have in common with this one if it were a repeat, or the same person's. */
function namesOf({ actor, input, repeatable }: BookingRequest): string[] {
  const own = `${actor.id} ${input.eventId}`;
  return repeatable === undefined ? [own] : [own, repeatable.id];
}

function hasTicketsFor({ waitingCount, availableTickets }: EventState, ticketQuantity: number): boolean {
  return waitingCount === 0 && availableTickets >= ticketQuantity;
}

/** Whether something happened to a plan's events that it does not know of. */
function isOff({ left }: GroupPlan, { changed }: Group): boolean {
  return [...left.keys()].some((eventId) => changed.has(eventId));
}

function refuseAll(requests: readonly Waiting[], error: unknown): false {
  for (const { reject } of requests) reject(error);
  return false;
}
