import type { AppContext } from "../context.js";
import { TRIED_FOR_MS } from "./webhook-rows.js";

const QUEUED = { state: "queued" } as const;

/** How much is queued for the receivers of webhooks. */
export function countQueuedWebhooks({ db }: Pick<AppContext, "db">): Promise<number> {
  return db.prisma.webhookDelivery.count({ where: QUEUED });
}

/** For how long the oldest queued webhook has been waiting, in seconds; 0 if there is none. */
export async function oldestQueuedWebhook({ db, clock }: Pick<AppContext, "db" | "clock">): Promise<number> {
  const oldest = await db.prisma.webhookDelivery.findFirst({
    where: QUEUED,
    orderBy: { giveUpAt: "asc" },
    select: { giveUpAt: true },
  });
  if (oldest === null) return 0;
  const queuedAt = oldest.giveUpAt.getTime() - TRIED_FOR_MS;
  return Math.max(0, (clock.now().getTime() - queuedAt) / 1_000);
}
