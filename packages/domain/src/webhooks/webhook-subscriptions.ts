import {
  type EventId,
  userId as toUserId,
  type UserId,
  type WebhookId,
  webhookId,
} from "@foyer/contract/ids";
import { type WebhookType, webhookType } from "@foyer/contract/webhook-types";
import type { Transaction } from "@foyer/db/database";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";

/** An endpoint that is told of changes of its organizer's events. */
export interface Subscription {
  readonly endpointId: WebhookId;
  readonly types: ReadonlySet<WebhookType>;
}

/** The endpoints of events; events without any are not in it. */
export type Subscriptions = ReadonlyMap<EventId, readonly Subscription[]>;

/**
 * Knows which events have endpoints. Every change of a booking asks, so the answer is kept in memory: a new endpoint
 * is told of changes at once in the process that made it, and within {@link SUBSCRIPTIONS_FRESH_FOR} in others.
 */
export interface WebhookSubscriptions {
  /**
   * The endpoints of events, read in the caller's transaction where they are not known. Not a promise when all are,
   * so that callers need not wait.
   */
  forEvents(tx: Reading, eventIds: readonly EventId[]): Subscriptions | Promise<Subscriptions>;
  /** Reads an organizer's endpoints anew next time. */
  forget(organizerId: UserId): void;
}

type Reading = Pick<Transaction, "event" | "webhookEndpoint">;

/** How long an organizer's endpoints are known, in milliseconds. */
export const SUBSCRIPTIONS_FRESH_FOR = 1_000;

const MAX_EVENTS = 20_000;
const MAX_ORGANIZERS = 10_000;

const NONE: Subscriptions = new Map();

interface Known {
  readonly readAt: number;
  readonly subscriptions: readonly Subscription[];
}

export function createWebhookSubscriptions(clock: Clock): WebhookSubscriptions {
  /** An event's organizer never changes. */
  const organizers = new LRUCache<EventId, UserId>({ max: MAX_EVENTS });
  const endpoints = new LRUCache<UserId, Known>({ max: MAX_ORGANIZERS });

  function known(eventIds: readonly EventId[]): Subscriptions | undefined {
    const now = clock.now().getTime();
    let found: Map<EventId, readonly Subscription[]> | undefined;
    for (const id of eventIds) {
      const organizer = organizers.get(id);
      const entry = organizer && endpoints.get(organizer);
      if (entry === undefined || now - entry.readAt >= SUBSCRIPTIONS_FRESH_FOR) return undefined;
      if (entry.subscriptions.length === 0) continue;
      found ??= new Map();
      found.set(id, entry.subscriptions);
    }
    return found ?? NONE;
  }

  async function read(tx: Reading, eventIds: readonly EventId[]): Promise<Subscriptions> {
    const missing = eventIds.filter((id) => !organizers.has(id));
    const owned = new Map<EventId, UserId>();
    for (const id of eventIds) {
      const organizer = organizers.get(id);
      if (organizer !== undefined) owned.set(id, organizer);
    }
    if (missing.length > 0) {
      const where = { id: { in: missing } };
      for (const event of await tx.event.findMany({ where, select: { id: true, organizerId: true } })) {
        const id = missing.find((one) => one === event.id);
        if (id === undefined) continue;
        owned.set(id, toUserId.parse(event.organizerId));
      }
    }
    const readAt = clock.now().getTime();
    const byOrganizer = await readEndpoints(tx, [...new Set(owned.values())]);
    const found = new Map<EventId, readonly Subscription[]>();
    for (const [id, organizer] of owned) {
      const subscriptions = byOrganizer.get(organizer) ?? [];
      organizers.set(id, organizer);
      endpoints.set(organizer, { readAt, subscriptions });
      if (subscriptions.length > 0) found.set(id, subscriptions);
    }
    return found;
  }

  return {
    forEvents: (tx, eventIds) => known(eventIds) ?? read(tx, eventIds),
    forget: (organizerId) => void endpoints.delete(organizerId),
  };
}

async function readEndpoints(
  tx: Reading,
  organizers: readonly UserId[],
): Promise<ReadonlyMap<string, readonly Subscription[]>> {
  const rows = await tx.webhookEndpoint.findMany({
    where: { organizerId: { in: [...organizers] }, isEnabled: true },
    select: { id: true, organizerId: true, events: true },
  });
  const byOrganizer = Map.groupBy(rows, ({ organizerId }) => organizerId);
  return new Map(
    [...byOrganizer].map(([organizer, own]) => [
      organizer,
      own.map(({ id, events }) => ({ endpointId: webhookId.parse(id), types: typesIn(events) })),
    ]),
  );
}

/** The stored types that this version knows: a newer one may have stored others. */
function typesIn(events: readonly string[]): ReadonlySet<WebhookType> {
  return new Set(
    events.flatMap((event) => {
      const type = webhookType.safeParse(event);
      return type.success ? [type.data] : [];
    }),
  );
}
