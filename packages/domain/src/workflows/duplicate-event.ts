import { type DuplicateEventInput, eventView } from "@foyer/contract/event";
import { userId } from "@foyer/contract/ids";
import { nextWeekly } from "@foyer/contract/wall-time";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { type EventAnswer, findEventIn } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { createEventIn } from "./create-event.js";

/**
 * Copies an event, inactive until its organizer activates it. A copy made by an admin belongs to the original's
 * organizer. Without a date it begins at the same local time whole weeks later; if that time is ambiguous or does
 * not exist, a date is required.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_IN_PAST, START_TIME_UNCLEAR, IDEMPOTENCY_KEY_REUSED
 */
export async function duplicateEvent(
  context: Pick<AppContext, "db" | "clock" | "random" | "eventChanges">,
  actor: Actor,
  input: DuplicateEventInput,
): Promise<EventAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<EventAnswer>(context, actor, {
    operation: "event.duplicate",
    idempotencyKey,
    input: request,
    deserialize: (kept) => eventView.parse(kept),
    work: (tx) => duplicateIn(tx, context, actor, request),
  });
}

async function duplicateIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "eventChanges">,
  actor: Actor,
  { id, dateTime }: Pick<DuplicateEventInput, "id" | "dateTime">,
): Promise<EventAnswer> {
  const event = await findEventIn(tx, id);
  requireRunsEvent(actor, event);
  const { name, description, venue, timeZone, capacity, price, currency, category } = event;
  const { cancellationCutoffHours } = event;
  return createEventIn(
    tx,
    context,
    { id: userId.parse(event.organizerId) },
    {
      name,
      description,
      venue,
      dateTime: dateTime ?? weekLater(event, context.clock.now()),
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

function weekLater(event: { readonly dateTime: Date; readonly timeZone: string }, now: Date): Date {
  const { reading } = nextWeekly(event.dateTime, event.timeZone, now);
  if (reading.kind === "once") return reading.moment;
  const choices = reading.kind === "twice" ? reading.moments : reading.nearest;
  throw new DomainError(
    "START_TIME_UNCLEAR",
    reading.kind === "twice"
      ? "Clocks are put back that night, so this time comes twice. Say which is meant."
      : "Clocks are put forward that night, so there is no such time. Choose another one.",
    { field: "dateTime", choices },
  );
}
