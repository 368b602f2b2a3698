import { type DuplicateEventInput, eventDetails } from "@foyer/contract/event";
import { userId } from "@foyer/contract/ids";
import { DEFAULT_TICKETS_PER_PERSON } from "@foyer/contract/money";
import { nextWeekly } from "@foyer/contract/wall-time";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { copyDiscountCodes } from "../discount-codes/copy-discount-codes.js";
import { DomainError } from "../domain-error.js";
import { type EventDetailsAnswer, findEventIn } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { copyQuestions } from "../questions/copy-questions.js";
import { toTicketTypeInput } from "../ticket-types/change-ticket-types.js";
import { createEventIn } from "./create-event.js";

/**
 * Copies an event with its ticket types, questions and discount codes, inactive until its organizer activates it. A copy made by an admin belongs to the original's
 * organizer. Without a date it begins at the same local time whole weeks later; if that time is ambiguous or does
 * not exist, a date is required.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_IN_PAST, START_TIME_UNCLEAR, IDEMPOTENCY_KEY_REUSED
 */
export async function duplicateEvent(
  context: Pick<AppContext, "db" | "clock" | "random" | "eventChanges">,
  actor: Actor,
  input: DuplicateEventInput,
): Promise<EventDetailsAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<EventDetailsAnswer>(context, actor, {
    operation: "event.duplicate",
    idempotencyKey,
    input: request,
    deserialize: (kept) => eventDetails.parse(kept),
    work: (tx) => duplicateIn(tx, context, actor, request),
  });
}

async function duplicateIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "eventChanges">,
  actor: Actor,
  { id, dateTime }: Pick<DuplicateEventInput, "id" | "dateTime">,
): Promise<EventDetailsAnswer> {
  const event = await findEventIn(tx, id);
  requireRunsEvent(actor, event);
  const { name, description, venue, timeZone, capacity, price, currency, category } = event;
  const { cancellationCutoffHours, maxTicketsPerPerson, paymentMethods, asksForNames, answersKeptDays } =
    event;
  const { ticketTypes } = await tx.event.findUniqueOrThrow({ where: { id }, select: { ticketTypes: true } });
  const begins = dateTime ?? weekLater(event, context.clock.now());
  const shift = begins.getTime() - event.dateTime.getTime();
  /** Times that belong to the event keep their distance from its start. */
  const moved = (moment: Date | null | undefined) =>
    moment == null ? null : new Date(moment.getTime() + shift);
  const copy = await createEventIn(
    tx,
    context,
    { id: userId.parse(event.organizerId) },
    {
      name,
      description,
      venue,
      dateTime: begins,
      timeZone,
      capacity,
      price,
      currency,
      category,
      cancellationCutoffHours,
      ticketTypes: ticketTypes.map(toTicketTypeInput).map((type) => ({
        ...type,
        salesFrom: moved(type.salesFrom),
        salesUntil: moved(type.salesUntil),
      })),
      salesFrom: moved(event.salesFrom),
      salesUntil: moved(event.salesUntil),
      doorsAt: moved(event.doorsAt),
      endsAt: moved(event.endsAt),
      cashDueAt: moved(event.cashDueAt),
      answersEditableUntil: moved(event.answersEditableUntil),
      maxTicketsPerPerson: maxTicketsPerPerson ?? DEFAULT_TICKETS_PER_PERSON,
      paymentMethods: [...(paymentMethods ?? [])],
      asksForNames: asksForNames ?? false,
      answersKeptDays: answersKeptDays ?? null,
      isActive: false,
    },
  );
  // The copy's kinds are in the same order.
  const typeIds = new Map(
    ticketTypes.flatMap((type, index) => {
      const ofCopy = copy.ticketTypes[index];
      return ofCopy === undefined ? [] : [[type.id, ofCopy.id]];
    }),
  );
  const copying = { from: id, to: copy.id, typeIds, now: context.clock.now() };
  await copyQuestions(tx, copying);
  await copyDiscountCodes(tx, { ...copying, moved });
  return copy;
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
