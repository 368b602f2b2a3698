import { oid, runCommand } from "@foyer/db/raw-commands";
import pLimit from "p-limit";
import type { AppContext } from "../context.js";
import { type Delivering, deliverWebhook, type TryResult } from "./deliver-webhook.js";
import {
  type BusyEndpoint,
  endpointColumns,
  findDueDeliveries,
  findQueuedEndpoints,
} from "./due-deliveries.js";
import { giveUpQueued } from "./give-up.js";
import type { WebhookSender } from "./webhook-sender.js";

/** Requests at once: in all to endpoints that work, and in all to those whose last delivery failed. */
const TO_WORKING = 32;
const TO_FAILING = 8;
/** Requests at once to one endpoint that works. One that fails gets one at a time. */
const TO_ONE = 4;

/** The dependencies of a sender. */
export type WebhookSenderParts = Delivering & Pick<AppContext, "loadPolicy">;

/**
 * Creates a process's sender. Each endpoint with something due has one worker in a process, so that one that hangs holds
 * up nobody else; requests to endpoints that fail have few places of their own, so that they cannot take all.
 */
export function createWebhookSender(context: WebhookSenderParts): WebhookSender {
  const { loadPolicy } = context;
  const stopping = new AbortController();
  const limits = { working: pLimit(TO_WORKING), failing: pLimit(TO_FAILING) };
  const workers = new Map<string, Promise<void>>();
  const counts = { delivered: 0, failed: 0, givenUp: 0 };
  let reported = 0;
  /** Why a worker ended early, for the next run to throw. */
  let problem: unknown;
  /** Requests begun since the last call of `run`. */
  let begun = 0;

  /** While the booking queue is saturated, webhooks are throttled as mails are. */
  function mayBegin(): boolean {
    if (stopping.signal.aborted || !loadPolicy.maySendMail(begun)) return false;
    begun++;
    return true;
  }

  function count(result: TryResult): void {
    if (result === "delivered") counts.delivered++;
    if (result === "failed" || result === "given_up" || result === "gone") counts.failed++;
    if (result === "given_up") counts.givenUp++;
  }

  /** @returns whether to go on with this endpoint at once */
  async function sendSome(endpointId: string): Promise<boolean> {
    const endpoint = await findUsable(context, endpointId);
    if (endpoint === undefined) return false;
    const isFailing = endpoint.failures > 0;
    const due = await findDueDeliveries(context, endpointId);
    const all = isFailing ? limits.failing : limits.working;
    const results = await Promise.all(
      due.slice(0, isFailing ? 1 : TO_ONE).map((delivery) =>
        all(async () => {
          if (!mayBegin()) return "aborted";
          const result = await deliverWebhook(context, endpoint, delivery, stopping.signal);
          count(result);
          return result;
        }),
      ),
    );
    return (
      results.length > 0 && results.every((result) => result === "delivered" || result === "not_claimed")
    );
  }

  async function work(endpointId: string): Promise<void> {
    while (await sendSome(endpointId)) {
      // Until nothing is due, or something failed: the next run looks again.
    }
  }

  return {
    async run() {
      begun = 0;
      for (const endpointId of await findQueuedEndpoints(context)) {
        if (stopping.signal.aborted) break;
        if (workers.has(endpointId)) continue;
        const worker = work(endpointId).finally(() => workers.delete(endpointId));
        workers.set(
          endpointId,
          worker.catch((error: unknown) => {
            // What was claimed is sent again when its claim has run out.
            problem = error;
          }),
        );
      }
      const failed = problem;
      problem = undefined;
      if (failed !== undefined) throw failed;
      const made = counts.delivered - reported;
      reported = counts.delivered;
      return made;
    },
    async idle() {
      await Promise.all(workers.values());
    },
    async stop() {
      stopping.abort();
      await Promise.all(workers.values());
    },
    load: () => ({ sending: limits.working.activeCount + limits.failing.activeCount, ...counts }),
  };
}

/** The endpoint, if something may be sent to it now. What can never be sent is removed or given up. */
async function findUsable(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  id: string,
): Promise<BusyEndpoint | undefined> {
  const endpoint = await db.prisma.webhookEndpoint.findUnique({ where: { id }, select: endpointColumns });
  if (endpoint === null) {
    // It was removed, and another process did not know it yet.
    const deletes = [{ q: { endpointId: oid(id) }, limit: 0 }];
    await runCommand(db.prisma, { delete: "WebhookDelivery", deletes });
    return undefined;
  }
  if (!endpoint.isEnabled || !endpoint.organizer.isActive) {
    const what = endpoint.isEnabled
      ? "The organizer's account is disabled."
      : "The webhook was switched off.";
    await giveUpQueued(db.prisma, id, what);
    return undefined;
  }
  return endpoint.pausedUntil !== null && endpoint.pausedUntil > clock.now() ? undefined : endpoint;
}
