import { type DuplicateEventInput, eventView } from "@foyer/contract/event";
import { userId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { fromWallTime, zoneOffset } from "@foyer/contract/wall-time";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { answerOnce } from "../idempotency/answer-once.js";
import { createEventIn } from "./create-event.js";
import { type EventAnswer, findEventIn } from "./find-event.js";

const WEEK_MS = 7 * DAY_MS;

/**
 * Makes another event like one that there is, closed for booking until its organizer has looked at it. An admin
 * makes it for the organizer of the first one.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_IN_PAST, IDEMPOTENCY_KEY_REUSED
 */
export async function duplicateEvent(
  foyer: Foyer,
  actor: Actor,
  input: DuplicateEventInput,
): Promise<EventAnswer> {
  const { idempotencyKey, ...request } = input;
  return answerOnce<EventAnswer>(foyer, actor, {
    operation: "event.duplicate",
    idempotencyKey,
    input: request,
    revive: (kept) => eventView.parse(kept),
    work: (tx) => duplicateIn(tx, foyer, actor, request),
  });
}

async function duplicateIn(
  tx: Transaction,
  foyer: Foyer,
  actor: Actor,
  { id, dateTime }: Pick<DuplicateEventInput, "id" | "dateTime">,
): Promise<EventAnswer> {
  const event = await findEventIn(tx, id);
  requireRunsEvent(actor, event);
  const { name, description, venue, timeZone, capacity, price, currency, category } = event;
  const { cancellationCutoffHours } = event;
  return createEventIn(
    tx,
    foyer,
    { id: userId.parse(event.organizerId) },
    {
      name,
      description,
      venue,
      dateTime: dateTime ?? nextWeekly(event.dateTime, timeZone, foyer.clock.now()),
      timeZone,
      capacity,
      price,
      currency,
      category,
      cancellationCutoffHours,
      isActive: false,
    },
  );
}

/**
 * The first moment after now that is whole weeks after another, by the clock on the wall: a concert at eight is
 * at eight again, whether the clocks were changed in between or not.
 */
function nextWeekly(first: Date, timeZone: string, now: Date): Date {
  const wallTime = new Date(first.getTime() + zoneOffset(first, timeZone) * MINUTE_MS);
  // Clocks on walls have minutes; an event may have more.
  const secondsMs = first.getTime() % MINUTE_MS;
  // The week before the one that is due, because a change of the clocks may make a difference of an hour.
  const weeksPast = Math.floor((now.getTime() - first.getTime()) / WEEK_MS);
  for (let weeks = Math.max(1, weeksPast); ; weeks++) {
    const day = new Date(wallTime.getTime() + weeks * WEEK_MS).toISOString();
    const moment = fromWallTime(day, timeZone);
    if (moment !== undefined && moment > now) return new Date(moment.getTime() + secondsMs);
  }
}
