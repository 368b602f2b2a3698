import { DAY_MS } from "@foyer/contract/time";
import { kindOfFailure } from "@foyer/db/failure";
import type { AppContext } from "../context.js";
import { requireProvider } from "../payments/provider-calls.js";
import { settleIfKnown } from "./settle-payment.js";

/** For how long a notice is remembered: longer than any provider repeats one. */
const MEMORY_MS = 90 * DAY_MS;

/** A provider's word that something happened to a charge. */
export interface ProviderNotice {
  readonly provider: "stripe";
  /** The provider's id of the notice: it may be delivered many times, and in any order. */
  readonly noticeId: string;
  /** The charge it is about. */
  readonly providerId: string;
}

/**
 * Deals with a notice of a payment provider's, whatever it says, by asking the provider what became of the charge:
 * so notices may come in any order. One that was dealt with is not dealt with again; it is remembered only
 * afterwards, since dealing with it twice does no harm and not at all would. What is not ours is ignored.
 *
 * @throws ProviderUnreachableError when the provider could not be asked; it will deliver the notice again
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
  const expiresAt = new Date(now.getTime() + MEMORY_MS);
  try {
    await context.db.write((prisma) =>
      prisma.providerEvent.create({ data: { key, createdAt: now, expiresAt } }),
    );
  } catch (error) {
    // Another process dealt with the same notice at the same time.
    if (kindOfFailure(error) !== "unique") throw error;
  }
}
