import { DAY_MS } from "@foyer/contract/time";
import { kindOfFailure } from "@foyer/db/failure";
import type { AppContext } from "../context.js";
import { requireProvider } from "../payments/provider-calls.js";
import { settleIfKnown } from "./settle-payment.js";

/** How long processed webhooks are stored: longer than any provider retries one. */
const RETENTION_MS = 90 * DAY_MS;

/** A provider's webhook about a charge. */
export interface ProviderNotice {
  readonly provider: "stripe";
  /** The provider's id of the webhook, which may be delivered repeatedly and in any order. */
  readonly noticeId: string;
  /** The charge it is about. */
  readonly providerId: string;
}

/**
 * Handles a webhook by asking the provider for the charge's state, so that their order does not matter. A
 * processed webhook is skipped. It is recorded only after processing, since processing twice is harmless and
 * missing one is not. Charges of others are ignored.
 *
 * @throws ProviderUnreachableError if the provider could not be reached; it will deliver the webhook again
 */
export async function handleProviderNotice(context: AppContext, notice: ProviderNotice): Promise<void> {
  const { provider, providerId } = notice;
  const key = `${provider}:${notice.noticeId}`;
  const { prisma } = context.db;
  if ((await prisma.providerEvent.findUnique({ where: { key }, select: { id: true } })) !== null) return;
  const payment = await prisma.payment.findFirst({
    where: { provider, providerId },
    select: { id: true, state: true },
  });
  if (payment !== null) {
    await settleIfKnown(context, payment.id, await requireProvider(context).find(providerId));
  }
  await remember(context, key);
}

async function remember(context: Pick<AppContext, "db" | "clock">, key: string): Promise<void> {
  const now = context.clock.now();
  const expiresAt = new Date(now.getTime() + RETENTION_MS);
  try {
    await context.db.write((prisma) =>
      prisma.providerEvent.create({ data: { key, createdAt: now, expiresAt } }),
    );
  } catch (error) {
    // Another process recorded the same webhook concurrently.
    if (kindOfFailure(error) !== "unique") throw error;
  }
}
