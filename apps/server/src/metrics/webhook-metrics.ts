import type { AppContext } from "@foyer/domain/context";
import { countQueuedWebhooks, oldestQueuedWebhook } from "@foyer/domain/webhooks/webhook-queue";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * Registers what is queued for receivers, which is the same in all processes, and what this one has done. Read when
 * metrics are asked for.
 */
export function registerWebhooks(registry: Registry, context: AppContext): void {
  const stored = (name: string, help: string, read: () => Promise<number>) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        // While the database does not answer, the other metrics still do.
        const value = await read().catch(() => undefined);
        if (value !== undefined) this.set(value);
      },
    });
  };
  stored("foyer_webhooks_queued", "Webhooks that are not delivered yet, in the database.", () =>
    countQueuedWebhooks(context),
  );
  stored(
    "foyer_webhooks_oldest_seconds",
    "How long the oldest queued webhook has been waiting; 0 if there is none.",
    () => oldestQueuedWebhook(context),
  );
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
