import type { CreateAsGuestInput, guestBooking } from "@foyer/contract/booking";
import { type EventId, NO_ACCOUNT, type UserId, userId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";
import { provideGuest } from "../accounts/guest-user.js";
import { createSaleRequest } from "../booking-queue/create-booking.js";
import { findActiveBooking } from "../bookings/booking.js";
import { waitsForProof } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { issueBookingAccess } from "../guests/booking-access.js";
import { padResponseTime } from "../machinery/response-time-padding.js";
import { type QueuedMail, queueMails } from "../outbox/queue-mails.js";
import { countWithin } from "../security/rate-limit.js";
import { leaveGuestBookings } from "./leave-guest-bookings.js";

/** The booking of a guest, as its maker sees it. */
export interface MadeAsGuest {
  readonly answer: z.input<typeof guestBooking>;
  /** When the token expires. */
  readonly expiresAt: Date;
}

/**
 * Books tickets for a name and an address, without an account. The booking is the address's: its account's, if there is one,
 * or that of a guest, who has it when they first sign in by mail. Neither the answer nor its time says which. Tickets that
 * cost nothing now are held until the link that is mailed is followed; others until they are paid.
 *
 * A repeat with the same key gets the first answer, with a token of its own.
 *
 * @throws DomainError as `createBooking`, and MAIL_UNAVAILABLE
 */
export async function bookAsGuest(
  context: Pick<AppContext, "bookingQueue" | "db" | "clock" | "random" | "webhooks">,
  input: CreateAsGuestInput,
): Promise<MadeAsGuest> {
  const { name, email, idempotencyKey: key, ...order } = input;
  return padResponseTime(async () => {
    const actor = await provideGuest(context, { name, email });
    const guest = { name, email };
    const booking = await context.bookingQueue.book(
      createSaleRequest(
        { actor, sale: { kind: "to_guest", guest }, input: order },
        {
          // Apart from the keys of the address's own account.
          userId: `guest ${email}`,
          key,
          operation: "booking.createAsGuest",
          input: { ...order, ...guest },
        },
      ),
    );
    const [event, user] = await Promise.all([
      context.db.prisma.event.findUniqueOrThrow({
        where: { id: booking.eventId },
        select: { dateTime: true, endsAt: true },
      }),
      context.db.prisma.user.findUniqueOrThrow({ where: { id: actor.id }, select: { email: true } }),
    ]);
    if (user.email !== email) {
      // The account of the address has given it up while this was under way.
      await context.db.transaction((tx) => leaveGuestBookings(tx, context, { id: actor.id, email }));
    }
    const { token, expiresAt } = await issueBookingAccess(context, { id: booking.id, event }, false);
    const answer = {
      ...booking,
      userId: NO_ACCOUNT,
      accessToken: token,
      isProofMailed: waitsForProof(booking),
    };
    return { answer, expiresAt };
  });
}

/**
 * Mails the owner of an address that somebody tried to book again with it, with a link to the booking that there is, or, if
 * that is not proved yet, the link that proves it. Limited by address. The caller answers without awaiting it.
 */
export async function tellOfExistingBooking(
  context: AppContext,
  { email, eventId }: Pick<CreateAsGuestInput, "email" | "eventId">,
): Promise<void> {
  const user = await context.db.prisma.user.findUnique({ where: { email }, select: { id: true } });
  if (user === null) return;
  const untold = (tx: Pick<Transaction, "booking" | "outboxMail">) =>
    findUntold(tx, context, eventId, userId.parse(user.id));
  // Counted for a mail only: who tries again and again must not keep the address from being mailed a way to sign in.
  if ((await untold(context.db.prisma)) === undefined) return;
  if (!(await countWithin(context, "mailPerAccount", email)).isWithin) return;
  await context.db.transaction(async (tx) => {
    const mail = await untold(tx);
    if (mail !== undefined) await queueMails(tx, context, [mail]);
  });
}

/** How long nobody is told again of the same booking. */
const TOLD_AGAIN_MS = 5 * MINUTE_MS;

/** The mail about a user's active booking of an event; undefined without one, or if it was queued a moment ago. */
async function findUntold(
  client: Pick<Transaction, "booking" | "outboxMail">,
  { clock }: Pick<AppContext, "clock">,
  eventId: EventId,
  owner: UserId,
): Promise<QueuedMail | undefined> {
  const own = await findActiveBooking(client, eventId, { id: owner });
  if (own === undefined) return undefined;
  const booking = await client.booking.findUniqueOrThrow({
    where: { id: own.id },
    select: { id: true, userId: true, guest: true, status: true, totalAmount: true, paymentMethod: true },
  });
  const template = waitsForProof(booking) ? "guest_proof" : "booking_exists";
  const since = new Date(clock.now().getTime() - TOLD_AGAIN_MS);
  const told = await client.outboxMail.findFirst({
    where: { bookingId: booking.id, template, OR: [{ state: "queued" }, { createdAt: { gt: since } }] },
    select: { id: true },
  });
  return told === null ? { template, userId: booking.userId, bookingId: booking.id } : undefined;
}
