import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import pLimit from "p-limit";
import type { Foyer } from "../foyer.js";
import { composeBookingMail } from "./compose-booking-mail.js";
import { isSaleOn } from "./give-way.js";
import type { Mail } from "./mail.js";
import { readMailContext } from "./mail-context.js";
import { bookingMailTemplate } from "./outbox.js";

/** How many mails a round looks at, and how many of them it sends at once. */
const BATCH = 100;
const CONCURRENCY = 4;
/** A round starts nothing more after this long, so that a shutdown need not wait for it. */
const ROUND_MS = 5_000;
/** While tickets are sold to a line, a round sends only so few mails: a sale that never ends holds up none for good. */
const WHILE_BUSY = 1;
/** For so long a claimed mail is its claimer's: longer than the mail server is waited for. */
const LEASE_MS = MINUTE_MS;
/** The pause after the first failure; each further one is twice as long, up to the longest. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = HOUR_MS;
/** With these pauses, a little more than a day. */
const MAX_TRIES = 31;
/** What was sent, or needed no sending, is kept for questions. */
const KEPT_MS = 30 * DAY_MS;
/** As much of an error as an operator needs. */
const PROBLEM_LENGTH = 500;

const columns = {
  id: true,
  template: true,
  userId: true,
  bookingId: true,
  details: true,
  sendAt: true,
  tries: true,
} as const satisfies Prisma.OutboxMailSelect;

type QueuedRow = Prisma.OutboxMailGetPayload<{ select: typeof columns }>;

/**
 * Sends the mails that are due. Several processes may do so at once: who claims a mail sends it, and whoever
 * dies in between leaves it to be sent again when the claim runs out. What a mail says is read just then; one
 * that has become untrue is dropped. A mail that fails waits longer each time, is given up after about a day,
 * and holds up no other. While many stand in line for tickets, mails give way to them.
 *
 * @returns how many were sent
 */
export async function sendQueuedMails(foyer: Foyer): Promise<number> {
  const begun = foyer.clock.now().getTime();
  const due = await foyer.db.prisma.outboxMail.findMany({
    where: { state: "queued", sendAt: { lte: new Date(begun) } },
    orderBy: { sendAt: "asc" },
    take: BATCH,
    select: columns,
  });
  const limit = pLimit(CONCURRENCY);
  let begunMails = 0;
  const mayBegin = () => {
    const hasTime = foyer.clock.now().getTime() - begun <= ROUND_MS;
    if (!hasTime || (isSaleOn(foyer) && begunMails >= WHILE_BUSY)) return false;
    begunMails++;
    return true;
  };
  const results = await Promise.allSettled(
    due.map((mail) =>
      limit(async () => {
        if (!mayBegin()) return false;
        return (await claim(foyer, mail)) && sendClaimed(foyer, { ...mail, tries: mail.tries + 1 });
      }),
    ),
  );
  const lost = results.find((result) => result.status === "rejected");
  if (lost !== undefined) throw lost.reason;
  return results.filter((result) => result.status === "fulfilled" && result.value).length;
}

/** Takes a mail as it was read. Of several who try, the database lets one. */
async function claim(foyer: Foyer, { id, sendAt, tries }: QueuedRow): Promise<boolean> {
  const leaseEnd = new Date(foyer.clock.now().getTime() + LEASE_MS);
  const { count } = await foyer.db.write((prisma) =>
    prisma.outboxMail.updateMany({
      where: { id, state: "queued", sendAt },
      data: { sendAt: leaseEnd, tries: tries + 1 },
    }),
  );
  return count === 1;
}

/** @returns whether it was sent */
async function sendClaimed(foyer: Foyer, row: QueuedRow): Promise<boolean> {
  await foyer.reached("mail.claimed");
  const outcome = await trySend(foyer, row);
  if (outcome.kind === "sent") await foyer.reached("mail.sent");
  const data = stateAfter(outcome, row.tries, foyer.clock.now());
  await foyer.db.write((prisma) =>
    prisma.outboxMail.updateMany({ where: { id: row.id, state: "queued" }, data }),
  );
  return outcome.kind === "sent";
}

type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "untrue" }
  | { readonly kind: "failed"; readonly problem: string };

async function trySend(foyer: Foyer, row: QueuedRow): Promise<Outcome> {
  try {
    const mail = await compose(foyer, row);
    if (mail === undefined) return { kind: "untrue" };
    await foyer.sendMail({ ...mail, messageId: messageIdOf(foyer, row) });
    return { kind: "sent" };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: "failed", problem: problem.slice(0, PROBLEM_LENGTH) };
  }
}

async function compose(foyer: Foyer, row: QueuedRow): Promise<Mail | undefined> {
  const template = bookingMailTemplate.parse(row.template);
  const context = await readMailContext(foyer, row);
  return context && composeBookingMail(template, context);
}

/** The same at every try, so that a mail that comes twice can be told to be one. */
function messageIdOf({ publicUrl }: Foyer, { id }: QueuedRow): string {
  return `<outbox-${id}@${new URL(publicUrl).hostname}>`;
}

function stateAfter(outcome: Outcome, tries: number, now: Date): Prisma.OutboxMailUpdateManyMutationInput {
  const expiresAt = new Date(now.getTime() + KEPT_MS);
  switch (outcome.kind) {
    case "sent":
      return { state: "sent", sentAt: now, expiresAt };
    case "untrue":
      return { state: "dropped", expiresAt };
    case "failed": {
      const lastProblem = outcome.problem;
      if (tries >= MAX_TRIES) return { state: "given_up", lastProblem };
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      return { sendAt: new Date(now.getTime() + pause), lastProblem };
    }
  }
}
