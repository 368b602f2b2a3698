import type { WebhookId } from "@foyer/contract/ids";
import type { webhookTestResult } from "@foyer/contract/webhook";
import { newObjectId } from "@foyer/db/raw-commands";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { noSuchWebhook } from "./own-webhook.js";
import { signingColumns, signWebhook } from "./sign-webhook.js";
import { problemOf } from "./webhook-problem.js";
import { toPayload } from "./webhook-rows.js";

/**
 * Sends a message of the type `test` to an endpoint of the actor's now, once, and says what came of it. It is not logged.
 *
 * @throws DomainError NOT_FOUND
 */
export async function testWebhook(
  context: Pick<AppContext, "db" | "clock" | "webhookTransport">,
  actor: Actor,
  id: WebhookId,
): Promise<z.input<typeof webhookTestResult>> {
  const endpoint = await context.db.prisma.webhookEndpoint.findFirst({
    where: { id, organizerId: actor.id },
    select: signingColumns,
  });
  if (endpoint === null) throw noSuchWebhook();
  const now = context.clock.now();
  const message = {
    messageId: `msg_${newObjectId(now)}`,
    payload: toPayload({ type: "test", data: { id } }, now),
  };
  const begun = performance.now();
  const outcome = await context.webhookTransport.send(
    signWebhook(endpoint, message, now),
    new AbortController().signal,
  );
  const problem = problemOf(outcome) ?? null;
  return {
    isDelivered: problem === null,
    status: outcome.kind === "answered" ? outcome.status : null,
    problem,
    durationMs: Math.round(performance.now() - begun),
  };
}
