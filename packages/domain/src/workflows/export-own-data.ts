import type { ownData } from "@foyer/contract/own-data";
import type { DeviceInfo } from "@foyer/contract/user";
import type { z } from "zod";
import { accountColumns, toUserView } from "../accounts/account-view.js";
import { listApiKeys } from "../api-keys/list-api-keys.js";
import { ticketColumns, toBookedTickets } from "../bookings/booked-tickets.js";
import { bookedEventColumns, ownColumns, toBookingWithEvent } from "../bookings/booking.js";
import { attendeeOf } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { eventColumns, toEventView } from "../events/find-event.js";
import { paymentsOfBooking } from "../payments/payment-view.js";
import { refundsOfBooking, toRefundView } from "../payments/refund-view.js";
import { listOwnSecurityEvents, recordSecurityEvent } from "../security/security-events.js";
import { listDevices } from "../sessions/devices.js";
import type { SessionHolder } from "../sessions/lucia.js";
import { entryColumns, toView } from "../waitlist/waitlist-view.js";
import { listWebhooks } from "../webhooks/manage-webhooks.js";

type Exporting = Pick<AppContext, "db" | "clock" | "onSecurityEvent">;
type Answer = z.input<typeof ownData>;
/**
 * Everything that Foyer has about the user, without credentials.
 *
 * @throws DomainError UNAUTHENTICATED if the account is gone
 */
export async function exportOwnData(
  context: Exporting,
  holder: SessionHolder,
  device: DeviceInfo,
): Promise<Answer> {
  const now = context.clock.now();
  const row = await context.db.prisma.user.findUnique({ where: { id: holder.id }, select: accountColumns });
  if (row === null) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  await recordSecurityEvent(context, { type: "data_exported", userId: holder.id, device });
  // Each section is a field of the contract's `ownData`: whoever adds data about people adds one.
  const bookings = await readBookings(context, row);
  const [devices, answers, ticketsReceived, waitlist, events, securityEvents, apiKeys, webhooks] =
    await Promise.all([
      listDevices(context, holder),
      readAnswers(context, bookings),
      readReceived(context, row),
      readPlaces(context, holder),
      readEvents(context, holder),
      listOwnSecurityEvents(context, holder),
      listApiKeys(context, holder),
      listWebhooks(context, holder),
    ]);
  const account = toUserView(row, now);
  return {
    exportedAt: now,
    account,
    devices,
    bookings,
    answers,
    ticketsReceived,
    waitlist,
    events,
    securityEvents,
    apiKeys,
    webhooks,
  };
}

/** Prisma takes a missing value for another one than null. */
const NOT_OF_GUESTS = { OR: [{ guest: null }, { guest: { isSet: false } }] };

/** Those that somebody made with the address are the account's once it is verified: anybody may have registered it. */
async function readBookings(
  { db }: Exporting,
  { id, emailVerifiedAt }: { readonly id: string; readonly emailVerifiedAt: Date | null },
): Promise<Answer["bookings"]> {
  const rows = await db.prisma.booking.findMany({
    where: { userId: id, ...(emailVerifiedAt === null && NOT_OF_GUESTS) },
    orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
    select: {
      ...ownColumns,
      ...ticketColumns,
      organizerChanges: true,
      event: { select: bookedEventColumns },
      user: { select: { id: true, name: true, email: true } },
      payments: paymentsOfBooking,
      refunds: refundsOfBooking,
    },
  });
  return rows.map(({ lastTicketNumber, user, ...row }) =>
    toBookingWithEvent({
      ...row,
      attendee: attendeeOf({ user, guest: row.guest }),
      refunds: row.refunds.map(toRefundView),
      tickets: toBookedTickets({ ...row, lastTicketNumber }),
      organizerChanges: row.organizerChanges.toReversed(),
    }),
  );
}

async function readAnswers(
  { db: { prisma } }: Exporting,
  bookings: readonly { readonly id: string }[],
): Promise<Answer["answers"]> {
  const ids = bookings.map(({ id }) => id);
  const found = await prisma.bookingAnswers.findMany({
    where: { id: { in: ids } },
    select: { id: true, answers: true },
  });
  const asked = found.flatMap(({ answers }) => answers.map(({ questionId }) => questionId));
  const questions = await prisma.question.findMany({
    where: { id: { in: [...new Set(asked)] } },
    select: { id: true, label: true },
  });
  const labels = new Map(questions.map(({ id, label }) => [id, label]));
  return found.flatMap(({ id: bookingId, answers }) =>
    answers.map(({ questionId, ticketNumber, values }) => ({
      bookingId,
      question: labels.get(questionId) ?? "",
      ticketNumber,
      values,
    })),
  );
}

/** What others passed on to the address, once it is verified: like bookings that were made with it. */
async function readReceived(
  { db: { prisma } }: Exporting,
  {
    id,
    email,
    emailVerifiedAt,
  }: { readonly id: string; readonly email: string; readonly emailVerifiedAt: Date | null },
): Promise<Answer["ticketsReceived"]> {
  if (emailVerifiedAt === null) return [];
  const passes = await prisma.ticketPass.findMany({
    where: { email },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { eventId: true, bookingId: true, ticketNumber: true, name: true, createdAt: true },
  });
  const own = await prisma.booking.findMany({
    where: { id: { in: passes.map(({ bookingId }) => bookingId) }, userId: id },
    select: { id: true },
  });
  const owned = new Set(own.map((booking) => booking.id));
  const events = await prisma.event.findMany({
    where: { id: { in: passes.map(({ eventId }) => eventId) } },
    select: { id: true, name: true },
  });
  const names = new Map(events.map((event) => [event.id, event.name]));
  return passes
    .filter(({ bookingId }) => !owned.has(bookingId))
    .map(({ createdAt: passedOnAt, ...pass }) => ({
      ...pass,
      eventName: names.get(pass.eventId) ?? "",
      passedOnAt,
    }));
}

async function readPlaces({ db }: Exporting, { id }: SessionHolder): Promise<Answer["waitlist"]> {
  const rows = await db.prisma.waitlistEntry.findMany({
    where: { userId: id },
    orderBy: [{ joinedAt: "desc" }, { id: "desc" }],
    select: entryColumns,
  });
  return Promise.all(rows.map((row) => toView(db.prisma, row)));
}

async function readEvents({ db }: Exporting, { id }: SessionHolder): Promise<Answer["events"]> {
  const rows = await db.prisma.event.findMany({
    where: { organizerId: id },
    orderBy: [{ dateTime: "desc" }, { id: "desc" }],
    select: eventColumns,
  });
  return rows.map(toEventView);
}
