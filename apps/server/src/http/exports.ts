import { type EventId, eventId } from "@foyer/contract/ids";
import { toDecimal } from "@foyer/contract/money";
import type { BookingWithAttendeeAnswer } from "@foyer/domain/bookings/booking-view";
import { exportAttendees } from "@foyer/domain/bookings/export-attendees";
import { exportCapacityLog } from "@foyer/domain/capacity/export-log";
import type { CapacityLogAnswer } from "@foyer/domain/capacity/list-capacity-log";
import { findEvent, requireOrganizer } from "@foyer/domain/events/find-event";
import type { Foyer } from "@foyer/domain/foyer";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Column, toCsv } from "./csv.js";
import { announceFile, readId, requireCaller } from "./file-request.js";

const BOOKING_COLUMNS: readonly Column<BookingWithAttendeeAnswer>[] = [
  { header: "Booking", cell: ({ id }) => id },
  { header: "Name", cell: ({ attendee }) => attendee.name },
  { header: "Email", cell: ({ attendee }) => attendee.email },
  { header: "Tickets", cell: ({ ticketQuantity }) => ticketQuantity },
  { header: "Tickets inside", cell: ({ admittedTickets }) => admittedTickets },
  { header: "Amount", cell: ({ totalAmount, currency }) => toDecimal(totalAmount, currency) },
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

/** The tables of an event, whole, as files for spreadsheets. Organizer or admin. */
export function mountExports(app: FastifyInstance, foyer: Foyer): void {
  app.get("/files/events/:id/attendees.csv", async (request, reply) => {
    const event = await requireOwnEvent(foyer, request, reply);
    const csv = await toCsv(exportAttendees(foyer, event.id), BOOKING_COLUMNS);
    return announceCsv(reply, `attendees ${event.name}`).send(csv);
  });

  app.get("/files/events/:id/capacity-log.csv", async (request, reply) => {
    const event = await requireOwnEvent(foyer, request, reply);
    const csv = await toCsv(exportCapacityLog(foyer, event.id), LOG_COLUMNS);
    return announceCsv(reply, `capacity log ${event.name}`).send(csv);
  });
}

/** @throws DomainError UNAUTHENTICATED, NOT_FOUND, FORBIDDEN */
async function requireOwnEvent(
  foyer: Foyer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly id: EventId; readonly name: string }> {
  const actor = await requireCaller(foyer, request, reply);
  const id = readId(request, eventId);
  await requireOrganizer(foyer, actor, id);
  const { name } = await findEvent(foyer, id);
  return { id, name };
}

function announceCsv(reply: FastifyReply, title: string): FastifyReply {
  return announceFile(reply, { filename: `${title}.csv`, contentType: "text/csv; charset=utf-8" });
}
