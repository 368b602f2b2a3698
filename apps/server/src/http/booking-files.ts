import { bookingId } from "@foyer/contract/ids";
import { requireKeyForBooking } from "@foyer/domain/api-keys/use-key";
import { findBookingCalendar } from "@foyer/domain/calendar/find-booking-calendar";
import type { AppContext } from "@foyer/domain/context";
import type { FastifyInstance } from "fastify";
import { announceFile, readId, requireCaller } from "./file-request.js";

/** Serves the downloadable files of a booking. */
export function mountBookingFiles(app: FastifyInstance, context: AppContext): void {
  app.get("/files/bookings/:id/calendar.ics", async (request, reply) => {
    const id = readId(request, bookingId);
    const actor = await requireCaller(context, request, reply, id);
    await requireKeyForBooking(context, actor, id);
    const file = await findBookingCalendar(context, actor, id);
    return announceFile(reply, file).send(file.content);
  });
}
