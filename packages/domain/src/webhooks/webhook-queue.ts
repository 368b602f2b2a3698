import type { AppContext } from "../context.js";
import { TRIED_FOR_MS } from "./webhook-rows.js";

/** How much is queued for the receivers of webhooks, and for how long the oldest has been, in seconds. */
export async function readWebhookQueue({
  db,
  clock,
}: Pick<AppContext, "db" | "clock">): Promise<{ readonly queued: number; readonly oldestSeconds: number }> {
  const where = { state: "queued" } as const;
  const [queued, oldest] = await Promise.all([
    db.prisma.webhookDelivery.count({ where }),
    db.prisma.webhookDelivery.findFirst({ where, orderBy: { giveUpAt: "asc" }, select: { giveUpAt: true } }),
  ]);
  if (oldest === null) return { queued, oldestSeconds: 0 };
  const queuedAt = oldest.giveUpAt.getTime() - TRIED_FOR_MS;
  return { queued, oldestSeconds: Math.max(0, (clock.now().getTime() - queuedAt) / 1_000) };
}
