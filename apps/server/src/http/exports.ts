import { attendeesInput } from "@foyer/contract/booking";
import { CSV_SEPARATORS } from "@foyer/contract/csv-format";
import { isDeletedAddress } from "@foyer/contract/email";
import { type EventId, eventId } from "@foyer/contract/ids";
import { toDecimal } from "@foyer/contract/money";
import { requireKeyForEvent } from "@foyer/domain/api-keys/use-key";
import { type ExportedBooking, exportAttendees } from "@foyer/domain/bookings/export-attendees";
import { exportCapacityLog } from "@foyer/domain/capacity/export-log";
import type { CapacityLogAnswer } from "@foyer/domain/capacity/list-capacity-log";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { findEvent, requireOrganizer } from "@foyer/domain/events/find-event";
import { listQuestions } from "@foyer/domain/questions/manage-questions";
import { answerText, type QuestionAnswer } from "@foyer/domain/questions/question";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Column, toCsv } from "./csv.js";
import { announceFile, readId, requireCaller } from "./file-request.js";

const BOOKING_COLUMNS: readonly Column<ExportedBooking>[] = [
  { header: "Booking", cell: ({ id }) => id },
  { header: "Name", cell: ({ attendee }) => attendee.name },
  { header: "Email", cell: ({ attendee }) => (isDeletedAddress(attendee.email) ? "" : attendee.email) },
  { header: "Tickets", cell: ({ ticketQuantity }) => ticketQuantity },
  { header: "Tickets inside", cell: ({ admittedTickets }) => admittedTickets },
  { header: "Amount", cell: ({ totalAmount, currency }) => ({ decimal: toDecimal(totalAmount, currency) }) },
  { header: "Currency", cell: ({ currency }) => currency },
  { header: "Status", cell: ({ status }) => status },
  { header: "Payment", cell: ({ paymentStatus }) => paymentStatus },
  { header: "Payment method", cell: ({ paymentMethod }) => paymentMethod.replaceAll("_", " ") },
  { header: "Booked at", cell: ({ bookingDate }) => bookingDate },
  { header: "Held until", cell: ({ holdExpiresAt }) => holdExpiresAt },
  { header: "Cancelled at", cell: ({ cancelledAt }) => cancelledAt },
  { header: "Cancelled by", cell: ({ cancelledBy }) => cancelledBy },
  { header: "Reason for cancelling", cell: ({ cancellationReason }) => cancellationReason },
  // Last, so that the columns of older files keep their places.
  { header: "Kinds", cell: ({ items }) => kindsOf(items) },
  {
    header: "Discount",
    cell: ({ discountAmount, currency }) => ({ decimal: toDecimal(discountAmount, currency) }),
  },
  { header: "Code", cell: ({ discountCode }) => discountCode },
  { header: "Given back", cell: (booking) => ({ decimal: toDecimal(givenBack(booking), booking.currency) }) },
  {
    header: "Cash to give back",
    cell: ({ cashDueBack, currency }) => ({ decimal: toDecimal(cashDueBack, currency) }),
  },
];

/** What was given back of the amount, or is on its way: all of it once nothing is held, else what was refunded in part. */
function givenBack({ paymentStatus, totalAmount, refundedAmount }: ExportedBooking): number {
  return paymentStatus === "refunded" ? totalAmount : refundedAmount;
}

/** The tickets by kind: "2 Adult, 1 Child"; null where the event has one kind. */
function kindsOf(
  items: readonly { readonly name: string | null; readonly quantity: number }[],
): string | null {
  if (items.every(({ name }) => name === null)) return null;
  return items.map(({ name, quantity }) => `${quantity} ${name ?? "Ticket"}`).join(", ");
}

const NAMES_COLUMN: Column<ExportedBooking> = {
  header: "Names on tickets",
  cell: ({ tickets }) => byTicket(tickets.map(({ number, holderName }) => [number, holderName ?? ""])),
};

/** A column with the answers to a question: each with its ticket's number, if it is asked for each. */
function answersColumn(question: QuestionAnswer): Column<ExportedBooking> {
  return {
    header: question.label,
    cell: ({ answers, tickets }) => {
      const given = answers
        .filter(({ questionId }) => questionId === question.id)
        .map(({ ticketNumber, values }) => [ticketNumber, answerText(question, values)] as const);
      if (question.per === "booking") return given.map(([, text]) => text).join("; ");
      return byTicket(given.filter(([ticket]) => tickets.some(({ number }) => number === ticket)));
    },
  };
}

/** @example byTicket([[1, "Ada"], [2, ""]]) // "1: Ada" */
function byTicket(texts: readonly (readonly [ticketNumber: number | null, text: string])[]): string {
  return texts
    .filter(([, text]) => text !== "")
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([ticketNumber, text]) => `${ticketNumber}: ${text}`)
    .join("; ");
}

const LOG_COLUMNS: readonly Column<CapacityLogAnswer>[] = [
  { header: "Time", cell: ({ timestamp }) => timestamp },
  { header: "Change", cell: ({ operation }) => operation },
  { header: "Tickets", cell: ({ quantity }) => quantity },
  { header: "Booking", cell: ({ bookingId }) => bookingId },
  { header: "Attendee", cell: ({ attendeeName }) => attendeeName },
  { header: "Kinds", cell: ({ items }) => kindsOf(items ?? []) },
];

/** The query parameters of a file; empty ones count as missing. */
const fileQuery = z.object({ separator: z.enum(CSV_SEPARATORS).default("comma") });
const attendeesQuery = fileQuery.extend(
  attendeesInput.pick({ search: true, status: true, paymentStatus: true, admission: true }).shape,
);

/**
 * The tables of an event as CSV files, complete or filtered like the page. Times are in the event's zone.
 * Organizer or admin.
 */
export function mountExports(app: FastifyInstance, context: AppContext): void {
  app.get("/files/events/:id/attendees.csv", async (request, reply) => {
    const event = await requireOwnEvent(context, request, reply);
    const { separator, ...filters } = readQuery(request, attendeesQuery);
    const rows = exportAttendees(context, { eventId: event.id, ...filters });
    const questions = await listQuestions(context.db.prisma, event.id);
    const columns = [
      ...BOOKING_COLUMNS,
      ...(event.asksForNames ? [NAMES_COLUMN] : []),
      ...questions.map(answersColumn),
    ];
    const csv = await toCsv(rows, columns, { separator, timeZone: event.timeZone });
    return announceCsv(reply, `attendees ${event.name}`).send(csv);
  });

  app.get("/files/events/:id/capacity-log.csv", async (request, reply) => {
    const event = await requireOwnEvent(context, request, reply);
    const { separator } = readQuery(request, fileQuery);
    const rows = exportCapacityLog(context, event.id);
    const csv = await toCsv(rows, LOG_COLUMNS, { separator, timeZone: event.timeZone });
    return announceCsv(reply, `capacity log ${event.name}`).send(csv);
  });
}

/** @throws DomainError INVALID_INPUT naming the invalid parameter */
function readQuery<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const given = Object.entries(z.record(z.string(), z.unknown()).parse(request.query));
  const parsed = schema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".");
  throw new DomainError("INVALID_INPUT", "This file cannot be asked for like this.", {
    ...(field && { field }),
  });
}

interface OwnEvent {
  readonly id: EventId;
  readonly name: string;
  readonly timeZone: string;
  readonly asksForNames: boolean;
}

/** @throws DomainError UNAUTHENTICATED, NOT_FOUND, FORBIDDEN */
async function requireOwnEvent(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OwnEvent> {
  const actor = await requireCaller(context, request, reply);
  const id = readId(request, eventId);
  requireKeyForEvent(actor, id);
  await requireOrganizer(context, actor, id);
  const { name, timeZone, asksForNames = false } = await findEvent(context, id);
  return { id, name, timeZone, asksForNames };
}

function announceCsv(reply: FastifyReply, title: string): FastifyReply {
  return announceFile(reply, { filename: `${title}.csv`, contentType: "text/csv; charset=utf-8" });
}
