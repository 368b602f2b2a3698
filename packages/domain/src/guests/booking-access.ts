import { type BookingId, bookingId, type UserId, userId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { hashToken } from "../sessions/credentials.js";
import { isBookingToken, newBookingToken } from "./booking-token.js";

/** How long a token opens its booking after the event: for refunds and questions. */
const LASTS_AFTER_EVENT_MS = 30 * DAY_MS;

/** What a token opens. */
export interface BookingAccess {
  readonly booking: BookingId;
  /** Whose it is, which its holder does not learn. */
  readonly owner: UserId;
  /** It was mailed to the booking's address. */
  readonly isMailed: boolean;
  readonly expiresAt: Date;
}

/**
 * Issues a token that opens one booking.
 *
 * @param isMailed whether it goes into a mail to the booking's address, so that it proves that the mail was read
 * @returns the token; only its hash is stored
 */
export async function issueBookingAccess(
  { db, clock, random }: Pick<AppContext, "db" | "clock" | "random">,
  booking: { readonly id: string; readonly event: { readonly dateTime: Date; readonly endsAt: Date | null } },
  isMailed: boolean,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const token = newBookingToken(random);
  const createdAt = clock.now();
  const { dateTime, endsAt } = booking.event;
  const end = Math.max((endsAt ?? dateTime).getTime(), createdAt.getTime());
  const expiresAt = new Date(end + LASTS_AFTER_EVENT_MS);
  const tokenHash = hashToken(token);
  const data = { bookingId: booking.id, tokenHash, isMailed, createdAt, expiresAt };
  await db.write((prisma) => prisma.bookingAccess.create({ data, select: { id: true } }));
  return { token, expiresAt };
}

/** What a token opens; undefined if it is unknown or has expired. */
export async function findBookingAccess(
  client: Pick<Transaction, "bookingAccess" | "booking">,
  { clock }: Pick<AppContext, "clock">,
  token: string,
): Promise<BookingAccess | undefined> {
  if (!isBookingToken(token)) return undefined;
  const access = await client.bookingAccess.findUnique({ where: { tokenHash: hashToken(token) } });
  if (access === null || access.expiresAt <= clock.now()) return undefined;
  const { bookingId: id, isMailed, expiresAt } = access;
  const found = await client.booking.findUnique({ where: { id }, select: { userId: true } });
  if (found === null) return undefined;
  return { booking: bookingId.parse(id), owner: userId.parse(found.userId), isMailed, expiresAt };
}

/**
 * The same for a token that has to hold.
 *
 * @throws DomainError LINK_NOT_VALID
 */
export async function requireBookingAccess(
  context: Pick<AppContext, "db" | "clock">,
  token: string,
): Promise<BookingAccess> {
  const access = await findBookingAccess(context.db.prisma, context, token);
  if (access === undefined) throw linkNotValid();
  return access;
}

/** The error for a mailed link that is of no use. */
export function linkNotValid(): DomainError {
  return new DomainError(
    "LINK_NOT_VALID",
    "This link is not valid any more. Open the newest mail about the booking.",
  );
}
