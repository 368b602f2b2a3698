import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";
import { splitRefund } from "../payments/refund-parts.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** Money of a booking that is to be given back while the booking stays. */
export interface OwedRefund {
  readonly bookingId: string;
  readonly eventId: string;
  /** Minor units of the booking's currency; nothing is done for 0. */
  readonly amount: number;
  readonly reason: string | null;
  /** Who asked for it. */
  readonly actorId: string;
}

/**
 * Writes that money of a booking is due back, of its newest payments first. The background job gives it back; cash is given
 * back by those who run the event. The caller changes the booking's amounts in the same transaction, and has read there that so
 * much is held.
 */
export async function oweRefund(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  { bookingId, eventId, amount, reason, actorId }: OwedRefund,
): Promise<void> {
  if (amount === 0) return;
  const now = context.clock.now();
  const held = await tx.payment.findMany({
    where: { bookingId, state: "succeeded" },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, userId: true, amount: true, currency: true, provider: true, refundedAmount: true },
  });
  const parts = splitRefund(held, amount).map((part) => ({ ...part, id: newObjectId(now) }));
  for (const { id, payment, amount: part } of parts) {
    await tx.refund.create({
      data: {
        id,
        paymentId: payment.id,
        bookingId,
        eventId,
        userId: payment.userId,
        amount: part,
        currency: payment.currency,
        state: "due",
        ...(reason !== null && { reason }),
        actorId,
        ...(payment.provider !== "cash" && { checkAt: now }),
        createdAt: now,
        updatedAt: now,
      },
      select: { id: true },
    });
    await tx.payment.update({
      where: { id: payment.id },
      data: { refundedAmount: payment.refundedAmount + part, updatedAt: now },
      select: { id: true },
    });
  }
  const news = parts.map(({ id, payment }) => ({
    type: "payment.refund_due" as const,
    paymentId: payment.id,
    refundId: id,
  }));
  await queueWebhooks(tx, context, eventId, news);
}
