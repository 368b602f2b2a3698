import { attendeesInput } from "@foyer/contract/booking";
import { CSV_SEPARATORS } from "@foyer/contract/csv-format";
import { type EventId, eventId } from "@foyer/contract/ids";
import { toDecimal } from "@foyer/contract/money";
import { requireKeyForEvent } from "@foyer/domain/api-keys/use-key";
import type { BookingWithAttendeeAnswer } from "@foyer/domain/bookings/booking";
import { exportAttendees } from "@foyer/domain/bookings/export-attendees";
import { exportCapacityLog } from "@foyer/domain/capacity/export-log";
import type { CapacityLogAnswer } from "@foyer/domain/capacity/list-capacity-log";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { findEvent, requireOrganizer } from "@foyer/domain/events/find-event";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type Column, toCsv } from "./csv.js";
import { announceFile, readId, requireCaller } from "./file-request.js";

const BOOKING_COLUMNS: readonly Column<BookingWithAttendeeAnswer>[] = [
  { header: "Booking", cell: ({ id }) => id },
  { header: "Name", cell: ({ attendee }) => attendee.name },
  { header: "Email", cell: ({ attendee }) => attendee.email },
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
];

const LOG_COLUMNS: readonly Column<CapacityLogAnswer>[] = [
  { header: "Time", cell: ({ timestamp }) => timestamp },
  { header: "Change", cell: ({ operation }) => operation },
  { header: "Tickets", cell: ({ quantity }) => quantity },
  { header: "Booking", cell: ({ bookingId }) => bookingId },
  { header: "Attendee", cell: ({ attendeeName }) => attendeeName },
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
    const csv = await toCsv(rows, BOOKING_COLUMNS, { separator, timeZone: event.timeZone });
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

/** @throws DomainError UNAUTHENTICATED, NOT_FOUND, FORBIDDEN */
async function requireOwnEvent(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly id: EventId; readonly name: string; readonly timeZone: string }> {
  const actor = await requireCaller(context, request, reply);
  const id = readId(request, eventId);
  requireKeyForEvent(actor, id);
  await requireOrganizer(context, actor, id);
  const { name, timeZone } = await findEvent(context, id);
  return { id, name, timeZone };
}

function announceCsv(reply: FastifyReply, title: string): FastifyReply {
  return announceFile(reply, { filename: `${title}.csv`, contentType: "text/csv; charset=utf-8" });
}
