import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import { type EventId, eventId, type UserId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { afterCommit, type Transaction } from "@foyer/db/database";
import { createAccountLink } from "../accounts/account-link.js";
import { requireAnAdmin } from "../accounts/administer-user.js";
import { accountInUse, deletedPerson } from "../accounts/deleted-person.js";
import { hashCode, newCode, tryMailedCode } from "../accounts/mailed-code.js";
import { NO_PASSWORD } from "../accounts/no-password.js";
import { requireOwnPassword } from "../accounts/own-password.js";
import { accountDeletedMail, deletionCodeMail } from "../accounts/sign-in-mails.js";
import { revokeAllApiKeys } from "../api-keys/revoke-api-key.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { announceEventChange } from "../events/event-changes.js";
import { requireMailServer } from "../outbox/require-mail-server.js";
import {
  recordSecurityEvent,
  recordSecurityEventIn,
  type SecurityEvent,
} from "../security/security-events.js";
import type { SessionHolder } from "../sessions/lucia.js";
import { forgetPerson } from "./forget-person.js";
import { leaveGuestBookings } from "./leave-guest-bookings.js";

const PURPOSE = "delete_account";
const CODE_LIFETIME_MS = 15 * MINUTE_MS;
/** Until this long after the start of an event, or until its end, its organizer is needed at the door. */
const LONGEST_WITHOUT_END_MS = DAY_MS;

/**
 * Mails a code that deletes the user's account, for those without a password.
 *
 * @throws DomainError UNAUTHENTICATED, MAIL_UNAVAILABLE, BUSY
 */
export async function requestDeletionCode(context: AppContext, { id }: SessionHolder): Promise<void> {
  const user = await context.db.prisma.user.findUnique({
    where: { id },
    select: { email: true, name: true, emailVerifiedAt: true },
  });
  if (user === null) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  requireMailServer(context);
  const code = newCode(context.random);
  const stored = { codeHash: await hashCode(context, code) };
  await createAccountLink(
    context,
    { id, email: user.email },
    { purpose: PURPOSE, lifetime: CODE_LIFETIME_MS, stored },
  );
  context.sendMail(deletionCodeMail(user, code));
}

/** What shows that it is the account's owner who deletes it. */
export interface DeletionProof {
  readonly password?: string | undefined;
  readonly code?: string | undefined;
  readonly device: DeviceInfo;
}

/**
 * Deletes the user's account for good. The person is gone at once, with everything that signs in or acts for them, in one
 * transaction; a job ends holds and places on waiting lists. Confirmed bookings stay, of nobody (domain rules, Deleted
 * accounts).
 *
 * @throws DomainError INVALID_CREDENTIALS, ACCOUNT_IN_USE while people have tickets for events of theirs, LAST_ADMIN, BUSY
 */
export async function deleteAccount(
  context: AppContext,
  holder: SessionHolder,
  proof: DeletionProof,
): Promise<void> {
  const { id } = holder;
  const user = await context.db.prisma.user.findUnique({
    where: { id },
    select: { email: true, name: true, password: true, emailVerifiedAt: true, isActive: true },
  });
  if (user === null || !user.isActive) throw gone();
  const link = await requireProof(context, holder, user, proof);
  const { device } = proof;
  const isProved = user.emailVerifiedAt !== null;
  const events = await context.db.transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      // What was checked still holds: of two deletions, or with a new password meanwhile, one fails.
      where: { id, isActive: true, email: user.email, password: user.password },
      data: { updatedAt: context.clock.now() },
    });
    if (count === 0) throw gone();
    if (link !== undefined && (await tx.accountLink.count({ where: { id: link } })) === 0) throw wrongCode();
    return deleteIn(tx, context, { id, email: user.email, device });
  });
  for (const event of events) context.onSecurityEvent(event);
  // Not to an address that nobody has proved: it may be somebody else's.
  if (isProved) context.sendMail(accountDeletedMail(user));
}

/** @returns the id of the code's link; undefined where it was the password */
async function requireProof(
  context: AppContext,
  { id }: SessionHolder,
  user: { readonly email: string; readonly password: string },
  { password, code, device }: DeletionProof,
): Promise<string | undefined> {
  if (code !== undefined) {
    const link = await tryMailedCode(context, { userId: id, email: user.email, purpose: PURPOSE }, code);
    if (link !== undefined) return link;
    const detail = "The code, to delete the account.";
    await recordSecurityEvent(context, { type: "sign_in_failed", userId: id, device, detail });
    throw wrongCode();
  }
  if (user.password === NO_PASSWORD) throw wrongCode();
  const check = { field: "password", purpose: "to delete the account" } as const;
  await requireOwnPassword(context, { id, stored: user.password, given: password, device, ...check });
  return undefined;
}

interface DeletedUser {
  readonly id: UserId;
  readonly email: string;
  readonly device: DeviceInfo;
}

async function deleteIn(tx: Transaction, context: AppContext, { id, email, device }: DeletedUser) {
  const now = context.clock.now();
  await closeEvents(tx, context, id, now);
  const { role, emailVerifiedAt } = await tx.user.findUniqueOrThrow({
    where: { id },
    select: { role: true, emailVerifiedAt: true },
  });
  if (role === "admin") await requireAnAdmin(tx, id, now);
  const isProved = emailVerifiedAt !== null;
  await tx.user.update({ where: { id }, data: deletedPerson(id, now), select: { id: true } });
  if (!isProved) await leaveGuestBookings(tx, context, { id, email });
  await tx.session.deleteMany({ where: { userId: id } });
  await tx.accountLink.deleteMany({ where: { userId: id } });
  await tx.knownDeviceFailures.deleteMany({ where: { userId: id } });
  const revoked = await revokeAllApiKeys(tx, context, {
    userId: id,
    device,
    because: "the account was deleted",
  });
  const endpoints = await tx.webhookEndpoint.findMany({ where: { organizerId: id }, select: { id: true } });
  await tx.webhookEndpoint.deleteMany({ where: { organizerId: id } });
  afterCommit(tx, () => context.webhooks.forget(id));
  await forgetPerson(tx, context, { id, email, isProved });
  const event: SecurityEvent = { type: "account_deleted", userId: id, device };
  await recordSecurityEventIn(tx, context, event);
  const endpointIds = endpoints.map((endpoint) => endpoint.id);
  await tx.accountDeletion.create({ data: { id, endpointIds, createdAt: now }, select: { id: true } });
  return revoked === undefined ? [event] : [revoked, event];
}

/**
 * Closes the sales of a user's events that are not over.
 *
 * @throws DomainError ACCOUNT_IN_USE if there are tickets for one that is not over
 */
async function closeEvents(tx: Transaction, context: AppContext, id: UserId, now: Date): Promise<void> {
  const found = await tx.event.findMany({
    where: {
      organizerId: id,
      OR: [{ dateTime: { gt: new Date(now.getTime() - LONGEST_WITHOUT_END_MS) } }, { endsAt: { gt: now } }],
    },
    select: { id: true, isActive: true, cancelledAt: true },
  });
  // The bookings of a cancelled one end by themselves.
  const events = found.filter(({ cancelledAt }) => cancelledAt === null);
  const booked = await tx.booking.findFirst({
    where: { eventId: { in: events.map((event) => event.id) }, status: { in: [...ACTIVE_STATUSES] } },
    select: { id: true },
  });
  if (booked !== null) throw accountInUse();
  const open: EventId[] = events.filter(({ isActive }) => isActive).map((event) => eventId.parse(event.id));
  if (open.length === 0) return;
  // A booking made at the same time writes its event too: one of the two is tried again, and sees the other.
  await tx.event.updateMany({ where: { id: { in: open } }, data: { isActive: false, updatedAt: now } });
  for (const event of open) announceEventChange(tx, context, event, { kind: "details" });
}

function wrongCode(): DomainError {
  return new DomainError("INVALID_CREDENTIALS", "This code is wrong, was used before or is too old.", {
    field: "code",
  });
}

function gone(): DomainError {
  return new DomainError("UNAUTHENTICATED", "Sign in to do this.");
}
