import { type EventId, type UserId, type WebhookId, webhookId } from "@foyer/contract/ids";
import { type WebhookType, webhookType } from "@foyer/contract/webhook-types";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
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

const ownedEvents = rawModel("Event", { id: true, organizerId: true });
const endpointRows = rawModel("WebhookEndpoint", { id: true, organizerId: true, events: true });

interface Known<Value> {
  readonly readAt: number;
  readonly value: Value;
}

export function createWebhookSubscriptions(clock: Clock): WebhookSubscriptions {
  /** An event's organizer never changes. */
  const organizers = new LRUCache<EventId, UserId>({ max: MAX_EVENTS });
  const endpoints = new LRUCache<UserId, Known<readonly Subscription[]>>({ max: MAX_ORGANIZERS });
  /** Whether anybody has an endpoint: as long as nobody has, nothing else is asked. */
  let anybody: Known<boolean> | undefined;

  function isFresh(known: Known<unknown> | undefined): boolean {
    return known !== undefined && clock.now().getTime() - known.readAt < SUBSCRIPTIONS_FRESH_FOR;
  }

  function known(eventIds: readonly EventId[]): Subscriptions | undefined {
    if (!isFresh(anybody)) return undefined;
    if (anybody?.value === false) return NONE;
    const found = new Map<EventId, readonly Subscription[]>();
    for (const id of eventIds) {
      const organizer = organizers.get(id);
      const entry = organizer && endpoints.get(organizer);
      if (entry === undefined || !isFresh(entry)) return undefined;
      if (entry.value.length > 0) found.set(id, entry.value);
    }
    return found;
  }

  async function read(tx: Reading, eventIds: readonly EventId[]): Promise<Subscriptions> {
    if (!isFresh(anybody)) {
      const readAt = clock.now().getTime();
      const [one] = await endpointRows.find(tx.webhookEndpoint, { isEnabled: true }, { limit: 1 });
      anybody = { readAt, value: one !== undefined };
    }
    if (anybody?.value === false) return NONE;
    const owned = await readOrganizers(tx, eventIds);
    const stale = [...new Set(owned.values())].filter((organizer) => !isFresh(endpoints.get(organizer)));
    const readAt = clock.now().getTime();
    const rows = await endpointRows.find(tx.webhookEndpoint, {
      organizerId: { $in: stale.map(oid) },
      isEnabled: true,
    });
    const byOrganizer = Map.groupBy(rows, ({ organizerId }) => organizerId);
    for (const organizer of stale) {
      endpoints.set(organizer, { readAt, value: (byOrganizer.get(organizer) ?? []).map(toSubscription) });
    }
    const found = new Map<EventId, readonly Subscription[]>();
    for (const [id, organizer] of owned) {
      const subscriptions = endpoints.get(organizer)?.value ?? [];
      if (subscriptions.length > 0) found.set(id, subscriptions);
    }
    return found;
  }

  async function readOrganizers(
    tx: Reading,
    eventIds: readonly EventId[],
  ): Promise<ReadonlyMap<EventId, UserId>> {
    const missing = eventIds.filter((id) => !organizers.has(id));
    if (missing.length > 0) {
      const rows = await ownedEvents.find(tx.event, { _id: { $in: missing.map(oid) } });
      for (const { id, organizerId } of rows) organizers.set(id, organizerId);
    }
    return new Map(
      eventIds.flatMap((id) => {
        const organizer = organizers.get(id);
        return organizer === undefined ? [] : [[id, organizer]];
      }),
    );
  }

  return {
    forEvents: (tx, eventIds) => known(eventIds) ?? read(tx, eventIds),
    forget(organizerId) {
      endpoints.delete(organizerId);
      anybody = undefined;
    },
  };
}

function toSubscription({ id, events }: RowOf<typeof endpointRows>): Subscription {
  return { endpointId: webhookId.parse(id), types: typesIn(events) };
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
