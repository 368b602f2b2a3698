import { userId as toUserId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import { type BusyEndpoint, bringBack, type DueDelivery } from "./due-deliveries.js";
import { endpointPause, FAILING_FROM, retryPause } from "./retry-schedule.js";
import { signWebhook } from "./sign-webhook.js";
import { GONE, problemOf } from "./webhook-problem.js";
import type { WebhookOutcome } from "./webhook-transport.js";

/** How long a claim lasts: longer than a request may take. */
const LEASE_MS = MINUTE_MS;
/** How exact an endpoint's last delivery is known, so that it is not written for each one. */
const LAST_DELIVERED_WITHIN_MS = 10_000;

/** The dependencies of a delivery. */
export type Delivering = Pick<
  AppContext,
  "db" | "clock" | "random" | "webhooks" | "webhookTransport" | "failpoint"
>;

/** What came of a try. */
export type TryResult = "delivered" | "failed" | "given_up" | "gone" | "not_claimed" | "aborted";

/**
 * Tries one delivery. It is claimed first, so that of several processes one sends it; the claim of a process that dies
 * runs out, and it is sent again with the same id.
 */
export async function deliverWebhook(
  context: Delivering,
  endpoint: BusyEndpoint,
  delivery: DueDelivery,
  signal: AbortSignal,
): Promise<TryResult> {
  const { db, clock } = context;
  const leaseEnd = new Date(clock.now().getTime() + LEASE_MS);
  const { count } = await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { id: delivery.id, state: "queued", nextAt: delivery.nextAt },
      data: { nextAt: leaseEnd, tries: delivery.tries + 1 },
    }),
  );
  if (count === 0) return "not_claimed";
  const request = signWebhook(endpoint, delivery, clock.now());
  const outcome = await context.webhookTransport.send(request, signal);
  if (outcome.kind === "aborted") {
    await release(context, delivery);
    return "aborted";
  }
  await context.failpoint?.("webhook.sent");
  const problem = problemOf(outcome);
  if (problem === undefined) {
    await recordSuccess(context, endpoint, delivery, outcome);
    return "delivered";
  }
  const isGivenUp = await recordFailure(context, delivery, outcome, problem);
  if (outcome.kind === "answered" && outcome.status === GONE) {
    await switchOff(context, endpoint, problem);
    return "gone";
  }
  await recordEndpointFailure(context, endpoint, problem);
  return isGivenUp ? "given_up" : "failed";
}

/** Undoes a claim whose request was ended by this process. */
async function release({ db, clock }: Delivering, { id, tries }: DueDelivery): Promise<void> {
  await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { id, state: "queued" },
      data: { nextAt: clock.now(), tries },
    }),
  );
}

async function recordSuccess(
  context: Delivering,
  endpoint: BusyEndpoint,
  delivery: DueDelivery,
  outcome: WebhookOutcome,
): Promise<void> {
  const { db, clock } = context;
  const now = clock.now();
  await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { id: delivery.id, state: "queued" },
      data: { state: "delivered", deliveredAt: now, ...statusOf(outcome), lastProblem: { unset: true } },
    }),
  );
  await bringBack(context, delivery);
  const isKnown =
    endpoint.lastDeliveredAt !== null &&
    now.getTime() - endpoint.lastDeliveredAt.getTime() < LAST_DELIVERED_WITHIN_MS;
  if (isKnown && endpoint.failures === 0) return;
  await db.write((prisma) =>
    prisma.webhookEndpoint.updateMany({
      where: { id: endpoint.id },
      data: {
        lastDeliveredAt: now,
        failures: 0,
        failingSince: { unset: true },
        pausedUntil: { unset: true },
        lastProblem: { unset: true },
      },
    }),
  );
  // It is back: what failed meanwhile need not wait for its own next try, which may be hours away.
  if (endpoint.failures < FAILING_FROM) return;
  await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { endpointId: endpoint.id, state: "queued", nextAt: { gt: new Date(now.getTime() + LEASE_MS) } },
      data: { nextAt: now },
    }),
  );
}

/** @returns whether it was given up */
async function recordFailure(
  context: Delivering,
  delivery: DueDelivery,
  outcome: WebhookOutcome,
  lastProblem: string,
): Promise<boolean> {
  const { db, clock, random } = context;
  const now = clock.now();
  const isOver = now >= delivery.giveUpAt;
  const nextAt = new Date(now.getTime() + retryPause(delivery.tries + 1, random));
  await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { id: delivery.id, state: "queued" },
      data: {
        ...(isOver ? { state: "given_up" } : { nextAt }),
        ...statusOf(outcome),
        lastProblem,
      },
    }),
  );
  if (isOver) await bringBack(context, delivery);
  return isOver;
}

function statusOf(outcome: WebhookOutcome) {
  return { lastStatus: outcome.kind === "answered" ? outcome.status : { unset: true } };
}

async function recordEndpointFailure(
  { db, clock, random }: Delivering,
  { id, failures, failingSince }: BusyEndpoint,
  lastProblem: string,
): Promise<void> {
  const now = clock.now();
  await db.write((prisma) =>
    prisma.webhookEndpoint.updateMany({
      where: { id },
      data: {
        failures: { increment: 1 },
        failingSince: failingSince ?? now,
        pausedUntil: new Date(now.getTime() + endpointPause(failures + 1, random)),
        lastProblem,
      },
    }),
  );
}

/**
 * The receiver wants no more: the endpoint is switched off, until its organizer, who is mailed, switches it on again. The next
 * run gives up what is queued for it.
 */
async function switchOff(
  context: Delivering,
  { id, organizerId }: BusyEndpoint,
  lastProblem: string,
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, isEnabled: true },
      data: { isEnabled: false, isGone: true, lastProblem },
    });
    // Of several deliveries that were under way one is the first.
    if (count === 0) return;
    await queueMails(tx, context, [{ template: "webhook_gone", userId: organizerId, webhookId: id }]);
  });
  context.webhooks.forget(toUserId.parse(organizerId));
}
