import { hasNoMailbox } from "@foyer/contract/email";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import pLimit from "p-limit";
import type { AppContext } from "../context.js";
import { issueBookingAccess } from "../guests/booking-access.js";
import { isToHolder } from "../outbox/holder-mails.js";
import { type Mail, MailServerUnavailableError, type MailTransport } from "../outbox/mail.js";
import { bookingMailTemplate, MAILS_KEPT_MS } from "../outbox/queue-mails.js";
import { waitlistMailTemplate } from "../outbox/waitlist-mail-template.js";
import { webhookMailTemplate } from "../outbox/webhook-mail-template.js";
import { composeBookingMail, isBookingMailStale } from "./compose-booking-mail.js";
import { composeWaitlistMail, isWaitlistMailStale } from "./compose-waitlist-mail.js";
import { composeWebhookMail } from "./compose-webhook-mail.js";
import { keepCancellingOpen } from "./keep-cancelling-open.js";
import { readMailContext } from "./mail-context.js";
import { decideDelivery, type UnverifiedAddress } from "./unverified-addresses.js";
import { readWaitlistMailContext } from "./waitlist-mail-context.js";
import { readWebhookMailContext } from "./webhook-mail-context.js";

/** The number of mails per run, and how many of them are sent concurrently. */
const BATCH = 100;
const CONCURRENCY = 4;
/** After this time a run starts no further mail, so that a shutdown is not delayed. */
const ROUND_MS = 5_000;
/** How long a claim lasts: longer than the timeouts of the mail server. */
const LEASE_MS = MINUTE_MS;
/** The pause after the first failure; it doubles up to the maximum. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = HOUR_MS;
/**
 * The maximum pause while the mail server is unavailable: short, so that the queue is sent soon after it is back.
 */
const LONGEST_OUTAGE_PAUSE_MS = 5 * MINUTE_MS;
/** A mail rejected for this long, while the server accepted others, becomes a dead letter. */
const DEAD_LETTER_AFTER_MS = DAY_MS;
/** The maximum length of a stored error message. */
const PROBLEM_LENGTH = 500;

const columns = {
  id: true,
  template: true,
  userId: true,
  bookingId: true,
  waitlistEntryId: true,
  webhookId: true,
  details: true,
  sendAt: true,
  tries: true,
  refusedSince: true,
  createdAt: true,
} as const satisfies Prisma.OutboxMailSelect;

type QueuedRow = Prisma.OutboxMailGetPayload<{ select: typeof columns }>;

/**
 * Sends the mails that are due. Several processes may run this: a mail is claimed first, and a claim of a crashed
 * process runs out. A mail is composed when it is sent; a stale one is dropped. Rejected mails are retried with
 * growing pauses, become dead letters after a day in which the server accepted others, and do not block other
 * mails. Without a mail server, or while it is unavailable, mails stay queued (domain rules, Mails). While the
 * booking queue is saturated, mail is throttled.
 *
 * @returns how many were sent
 */
export async function sendQueuedMails(context: AppContext): Promise<number> {
  const { mailTransport } = context;
  if (mailTransport === null) return 0;
  const begun = context.clock.now().getTime();
  const due = await context.db.prisma.outboxMail.findMany({
    where: { state: "queued", sendAt: { lte: new Date(begun) } },
    orderBy: { sendAt: "asc" },
    take: BATCH,
    select: columns,
  });
  const limit = pLimit(CONCURRENCY);
  let begunMails = 0;
  let isServerDown = false;
  const mayBegin = () => {
    const hasTime = context.clock.now().getTime() - begun <= ROUND_MS;
    if (isServerDown || !hasTime || !context.loadPolicy.maySendMail(begunMails)) return false;
    begunMails++;
    return true;
  };
  const results = await Promise.allSettled(
    due.map((mail) =>
      limit(async () => {
        if (!mayBegin() || !(await claim(context, mail))) return false;
        const kind = await sendClaimed(context, mailTransport, { ...mail, tries: mail.tries + 1 });
        if (kind === "unavailable") isServerDown = true;
        return kind === "sent";
      }),
    ),
  );
  const lost = results.find((result) => result.status === "rejected");
  if (lost !== undefined) throw lost.reason;
  return results.filter((result) => result.status === "fulfilled" && result.value).length;
}

/** Claims a mail in the state in which it was read; only one of several concurrent claims succeeds. */
async function claim(
  context: Pick<AppContext, "db" | "clock">,
  { id, sendAt, tries }: QueuedRow,
): Promise<boolean> {
  const leaseEnd = new Date(context.clock.now().getTime() + LEASE_MS);
  const { count } = await context.db.write((prisma) =>
    prisma.outboxMail.updateMany({
      where: { id, state: "queued", sendAt },
      data: { sendAt: leaseEnd, tries: tries + 1 },
    }),
  );
  return count === 1;
}

async function sendClaimed(
  context: AppContext,
  mailTransport: MailTransport,
  row: QueuedRow,
): Promise<Outcome["kind"]> {
  await context.failpoint?.("mail.claimed");
  const outcome = await trySend(context, mailTransport, row);
  if (outcome.kind === "sent") await context.failpoint?.("mail.sent");
  const data = await stateAfter(context, outcome, row);
  await context.db.write((prisma) =>
    prisma.outboxMail.updateMany({ where: { id: row.id, state: "queued" }, data }),
  );
  return outcome.kind;
}

type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "stale" }
  | { readonly kind: "postponed"; readonly until: Date }
  | { readonly kind: "unavailable" | "refused"; readonly problem: string };

async function trySend(context: AppContext, mailTransport: MailTransport, row: QueuedRow): Promise<Outcome> {
  try {
    const found = await read(context, row);
    if (found === undefined) return { kind: "stale" };
    const way = await decideDelivery(context, row, found.recipient);
    if (way.kind === "postponed") return way;
    const mail = found.write(way.unverified);
    if (mail === undefined) return { kind: "stale" };
    await mailTransport({ ...mail, messageId: messageIdOf(context, row) });
    return { kind: "sent" };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const kind = error instanceof MailServerUnavailableError ? "unavailable" : "refused";
    return { kind, problem: problem.slice(0, PROBLEM_LENGTH) };
  }
}

/** A mail that can be composed, and its recipient. */
interface Writable {
  readonly recipient: Parameters<typeof decideDelivery>[2];
  /** @returns undefined if it is stale */
  readonly write: (unverified?: UnverifiedAddress) => Mail | undefined;
}

async function read(
  context: Pick<AppContext, "db" | "clock" | "random" | "publicUrl" | "webhooks">,
  row: QueuedRow,
): Promise<Writable | undefined> {
  const { bookingId, waitlistEntryId, webhookId } = row;
  if (webhookId !== null) return readAboutWebhook(context, row.template, webhookId);
  if (waitlistEntryId !== null) {
    const template = waitlistMailTemplate.parse(row.template);
    const found = await readWaitlistMailContext(context, { ...row, waitlistEntryId });
    if (found === undefined || isWaitlistMailStale(template, found)) return undefined;
    return {
      recipient: {
        ...found.reader,
        id: row.userId,
        isProved: found.isProved,
        organizerId: found.event.organizerId,
      },
      write: (unverified) => composeWaitlistMail(template, { ...found, ...(unverified && { unverified }) }),
    };
  }
  const template = bookingMailTemplate.parse(row.template);
  const found =
    bookingId === null ? undefined : await readMailContext(context, { ...row, bookingId, template });
  if (found === undefined || hasNoMailbox(found.attendee.email)) return undefined;
  if (isBookingMailStale(template, found)) return undefined;
  const open = await keepCancellingOpen(context, template, found);
  const { isProved, isGuest, event, booking } = found;
  // Made for each mail, since only its hash is stored; not for whom a ticket was passed on to.
  const opens = booking.guest !== null && !isToHolder(template);
  const access = opens ? await issueBookingAccess(context, { id: booking.id, event }, true) : undefined;
  const readable = { ...open, ...(access && { accessToken: access.token }) };
  return {
    recipient: {
      ...found.attendee,
      // A guest has no account to verify the address for.
      id: isGuest ? undefined : found.recipientId,
      isProved,
      organizerId: event.organizerId,
    },
    write: (unverified) => composeBookingMail(template, { ...readable, ...(unverified && { unverified }) }),
  };
}

async function readAboutWebhook(
  context: Pick<AppContext, "db" | "publicUrl">,
  name: string,
  webhookId: string,
): Promise<Writable | undefined> {
  const template = webhookMailTemplate.parse(name);
  const found = await readWebhookMailContext(context, webhookId);
  if (found === undefined || composeWebhookMail(template, found) === undefined) return undefined;
  const { reader, isProved } = found;
  return {
    recipient: { ...reader, isProved, organizerId: reader.id },
    write: (unverified) => composeWebhookMail(template, found, unverified),
  };
}

/** Stable across retries, so that receivers can detect duplicates. */
function messageIdOf({ publicUrl }: Pick<AppContext, "publicUrl">, { id }: QueuedRow): string {
  return `<outbox-${id}@${new URL(publicUrl).hostname}>`;
}

async function stateAfter(
  context: Pick<AppContext, "db" | "clock">,
  outcome: Outcome,
  row: QueuedRow,
): Promise<Prisma.OutboxMailUpdateManyMutationInput> {
  const now = context.clock.now();
  const expiresAt = new Date(now.getTime() + MAILS_KEPT_MS);
  switch (outcome.kind) {
    case "sent":
      return { state: "sent", sentAt: now, expiresAt };
    case "stale":
      return { state: "dropped", expiresAt };
    case "postponed":
      // Not an attempt.
      return { sendAt: outcome.until, tries: row.tries - 1 };
    case "unavailable":
      return { sendAt: nextTry(now, row.tries, LONGEST_OUTAGE_PAUSE_MS), lastProblem: outcome.problem };
    case "refused": {
      const lastProblem = outcome.problem;
      const refusedSince = row.refusedSince ?? now;
      const isLong = now.getTime() - refusedSince.getTime() >= DEAD_LETTER_AFTER_MS;
      if (isLong && (await isAnySentSince(context, new Date(now.getTime() - DEAD_LETTER_AFTER_MS)))) {
        return { state: "given_up", lastProblem, refusedSince };
      }
      return { sendAt: nextTry(now, row.tries, LONGEST_PAUSE_MS), lastProblem, refusedSince };
    }
  }
}

/** @param longest the maximum pause, in milliseconds */
function nextTry(now: Date, tries: number, longest: number): Date {
  return new Date(now.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), longest));
}

/** Whether the mail server accepts mail at all. If it rejects every mail, the mails are not at fault. */
async function isAnySentSince({ db }: Pick<AppContext, "db">, since: Date): Promise<boolean> {
  // Of a sent mail, `sendAt` is the end of its claim; it is indexed.
  const one = await db.prisma.outboxMail.findFirst({
    where: { state: "sent", sendAt: { gte: since } },
    select: { id: true },
  });
  return one !== null;
}
