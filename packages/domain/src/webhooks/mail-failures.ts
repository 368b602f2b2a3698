import { HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { queueMails } from "../outbox/queue-mails.js";
import type { WebhookMailTemplate } from "../outbox/webhook-mail-template.js";
import { TRIED_FOR_MS } from "./webhook-rows.js";

/** How long an endpoint has failed when its organizer is mailed. */
export const MAILED_AFTER_MS = 6 * HOUR_MS;

const columns = {
  id: true,
  organizerId: true,
  failingSince: true,
  pausedUntil: true,
  failureMailedFor: true,
  givenUpMailedFor: true,
} as const satisfies Prisma.WebhookEndpointSelect;

type FailingRow = Prisma.WebhookEndpointGetPayload<{ select: typeof columns }>;

/**
 * Mails the organizers of endpoints that have failed for hours: once when every try of {@link MAILED_AFTER_MS} has failed, and
 * once when the first deliveries are given up. What was mailed is noted beside the mail, so that several processes may run
 * this; a success begins anew.
 *
 * @returns how many mails were queued
 * @throws AggregateError if some failed; the others are done
 */
export async function mailFailures(context: Pick<AppContext, "db" | "clock">): Promise<number> {
  const failing = await context.db.prisma.webhookEndpoint.findMany({
    where: failingForLong(context),
    select: columns,
  });
  const now = context.clock.now();
  const due = failing.filter((row) => newsOf(row, now) !== undefined);
  return processEach(due, "failing webhooks", async ({ id }) => ((await mailFailure(context, id)) ? 1 : 0));
}

async function mailFailure(context: Pick<AppContext, "db" | "clock">, id: string): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const row = await tx.webhookEndpoint.findFirst({
      where: { id, ...failingForLong(context) },
      select: columns,
    });
    const template = row === null ? undefined : newsOf(row, context.clock.now());
    if (row === null || template === undefined) return false;
    const { failingSince, organizerId } = row;
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        // Whoever is mailed that deliveries were given up knows that it fails.
        failureMailedFor: failingSince,
        ...(template === "webhook_given_up" && { givenUpMailedFor: failingSince }),
      },
      select: { id: true },
    });
    await queueMails(tx, context, [{ template, userId: organizerId, webhookId: id }]);
    return true;
  });
}

function failingForLong({ clock }: Pick<AppContext, "clock">): Prisma.WebhookEndpointWhereInput {
  const since = new Date(clock.now().getTime() - MAILED_AFTER_MS);
  return { failingSince: { lte: since }, isEnabled: true, organizer: { isActive: true } };
}

/** What is to be mailed about an endpoint that fails. */
function newsOf(row: FailingRow, now: Date): WebhookMailTemplate | undefined {
  const { failingSince, pausedUntil, failureMailedFor, givenUpMailedFor } = row;
  if (failingSince === null) return undefined;
  const since = failingSince.getTime();
  // The first delivery that failed is given up by then.
  if (now.getTime() >= since + TRIED_FOR_MS) {
    return givenUpMailedFor?.getTime() === since ? undefined : "webhook_given_up";
  }
  // Foyer itself may have been down: the last try has to be one of after the six hours. It ended when the pause began.
  const hasFailedSince = pausedUntil !== null && pausedUntil.getTime() >= since + MAILED_AFTER_MS;
  return !hasFailedSince || failureMailedFor?.getTime() === since ? undefined : "webhook_failing";
}
