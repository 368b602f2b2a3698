import type { ApiKeyId } from "@foyer/contract/ids";
import { done } from "@foyer/contract/user";
import {
  createWebhookInput,
  deliveryPage,
  deliveryView,
  listDeliveriesInput,
  replayDeliveryInput,
  updateWebhookInput,
  webhookIdInput,
  webhookSecret,
  webhookTestResult,
  webhookView,
} from "@foyer/contract/webhook";
import {
  createWebhook,
  findWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from "@foyer/domain/webhooks/manage-webhooks";
import { testWebhook } from "@foyer/domain/webhooks/test-webhook";
import { listDeliveries, replayDelivery } from "@foyer/domain/webhooks/webhook-log";
import { z } from "zod";
import type { Context } from "../context.js";
import { limitedByUser } from "../limits.js";
import { router, userProcedure } from "../trpc.js";

/** The API key that a call comes with, if it does. */
function keyOf({ caller }: Context): ApiKeyId | undefined {
  return caller.kind === "key" ? caller.key : undefined;
}

/** The endpoints that are told of changes of the caller's events. Everybody's own: admins see no others. */
export const webhookRouter = router({
  /** Adds an endpoint for all of the caller's events. Its secret is answered this once. */
  create: userProcedure
    .input(createWebhookInput)
    .output(webhookSecret)
    .mutation(({ ctx, input }) => createWebhook(ctx.app, ctx.actor, input, keyOf(ctx))),

  /** The caller's endpoints, oldest first. */
  list: userProcedure.output(z.array(webhookView)).query(({ ctx }) => listWebhooks(ctx.app, ctx.actor)),

  /** One of the caller's endpoints: how it is doing. */
  byId: userProcedure
    .input(webhookIdInput)
    .output(webhookView)
    .query(({ ctx, input }) => findWebhook(ctx.app, ctx.actor, input.id)),

  /** Changes an endpoint's address or events, or switches it on or off. */
  update: userProcedure
    .input(updateWebhookInput)
    .output(webhookView)
    .mutation(({ ctx, input }) => updateWebhook(ctx.app, ctx.actor, input, keyOf(ctx))),

  /** Removes an endpoint with all of its deliveries. */
  remove: userProcedure
    .input(webhookIdInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await removeWebhook(ctx.app, ctx.actor, input.id, keyOf(ctx));
      return { ok: true } as const;
    }),

  /** Replaces an endpoint's secret, and answers the new one this once. The old one signs as well for a day. */
  rotateSecret: userProcedure
    .input(webhookIdInput)
    .output(webhookSecret)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.app, ctx.actor, input.id)),

  /** An endpoint's deliveries of the last thirty days, newest first. */
  deliveries: userProcedure
    .input(listDeliveriesInput)
    .output(deliveryPage)
    .query(({ ctx, input }) => listDeliveries(ctx.app, ctx.actor, input)),

  /** Sends a delivery again, with the same id. */
  replay: userProcedure
    .input(replayDeliveryInput)
    .output(deliveryView)
    .mutation(({ ctx, input }) => replayDelivery(ctx.app, ctx.actor, input.deliveryId)),

  /** Sends a test message now, and answers what came of it. */
  test: userProcedure
    .use(limitedByUser("webhookTestsPerUser"))
    .input(webhookIdInput)
    .output(webhookTestResult)
    .mutation(({ ctx, input }) => testWebhook(ctx.app, ctx.actor, input.id)),
});
