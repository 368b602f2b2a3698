import type { AppContext } from "@foyer/domain/context";
import { readWebhookQueue } from "@foyer/domain/webhooks/webhook-queue";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * Registers what is queued for receivers, which is the same in all processes, and what this one has done. Read when
 * metrics are asked for.
 */
export function registerWebhooks(registry: Registry, context: AppContext): void {
  const oldest = new Gauge({
    name: "foyer_webhooks_oldest_seconds",
    help: "How long the oldest queued webhook has been waiting; 0 if there is none.",
    registers: [registry],
  });
  new Gauge({
    name: "foyer_webhooks_queued",
    help: "Webhooks that are not delivered yet, in the database.",
    registers: [registry],
    async collect() {
      const { queued, oldestSeconds } = await readWebhookQueue(context);
      this.set(queued);
      oldest.set(oldestSeconds);
    },
  });
  new Gauge({
    name: "foyer_webhooks_sending",
    help: "Requests to receivers of webhooks under way.",
    registers: [registry],
    collect() {
      this.set(context.webhookSender.load().sending);
    },
  });
  new Counter({
    name: "foyer_webhooks_total",
    help: "Tries to deliver a webhook, by what came of them.",
    labelNames: ["result"],
    registers: [registry],
    collect() {
      const { delivered, failed, givenUp } = context.webhookSender.load();
      this.reset();
      this.inc({ result: "delivered" }, delivered);
      this.inc({ result: "failed" }, failed);
      this.inc({ result: "given_up" }, givenUp);
    },
  });
}
