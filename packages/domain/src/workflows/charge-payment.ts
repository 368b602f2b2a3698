import type { PaymentMethod } from "@foyer/contract/payment";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  ChargeRefusedError,
  type OnlineProvider,
  PROVIDER_TIMEOUT_MS,
  ProviderUnreachableError,
} from "../payments/payment-provider.js";
import { requireProvider, unlessUnreachable } from "../payments/provider-calls.js";
import { settlePayment } from "./settle-payment.js";

/**
 * How long the background job leaves a new payment to the process that began it: two calls to the provider, with
 * a margin.
 */
export const OPEN_PAYMENT_LEASE_MS = 3 * PROVIDER_TIMEOUT_MS;

/**
 * Charges a payment that was begun, and records the outcome. The provider's id is stored before the charge is
 * confirmed: a payment without an id has moved no money (domain rules, Payments).
 *
 * @throws DomainError PAYMENT_UNAVAILABLE if the provider cannot be reached and nothing was charged
 */
export async function chargePayment(
  context: AppContext,
  paymentId: string,
  {
    paymentToken = "",
    paymentMethod,
  }: { readonly paymentToken?: string | undefined; readonly paymentMethod: PaymentMethod },
): Promise<void> {
  const provider = requireProvider(context);
  await context.failpoint?.("payment.begun");
  const providerId = await open(context, provider, paymentId);
  await context.failpoint?.("payment.opened-at-provider");
  if (!(await storeProviderId(context, paymentId, providerId))) {
    // The background job abandoned the payment meanwhile: nothing was charged, and nothing will be.
    await unlessUnreachable(provider.abandon(providerId));
    return;
  }
  await context.failpoint?.("payment.provider-known");
  if (await isEventCancelled(context, paymentId)) {
    // The booking was cancelled since the payment was begun.
    const given = await unlessUnreachable(provider.abandon(providerId));
    await settlePayment(context, paymentId, given ?? { kind: "processing" });
    return;
  }
  const outcome = await unlessUnreachable(
    provider.confirm(providerId, {
      paymentId,
      token: paymentToken,
      method: paymentMethod,
      returnUrl: await returnUrl(context, paymentId),
    }),
  );
  await context.failpoint?.("payment.confirmed-at-provider");
  // Without an answer the outcome is unknown; the background job asks for it.
  await settlePayment(context, paymentId, outcome ?? { kind: "processing" });
}

async function open(context: AppContext, provider: OnlineProvider, paymentId: string): Promise<string> {
  const { amount, currency, additionId, booking } = await context.db.prisma.payment.findUniqueOrThrow({
    where: { id: paymentId },
    select: {
      amount: true,
      currency: true,
      additionId: true,
      booking: { select: { ticketQuantity: true, addition: true, event: { select: { name: true } } } },
    },
  });
  const { addition } = booking;
  const { ticketQuantity } = additionId !== null && addition !== null ? addition : booking;
  const description = `${ticketQuantity} × ${booking.event.name}`;
  try {
    return await provider.open({ paymentId, amount, currency, description });
  } catch (cause) {
    if (cause instanceof ChargeRefusedError) {
      await settlePayment(context, paymentId, { kind: "declined", problem: cause.message });
      throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", cause.message, { cause });
    }
    if (!(cause instanceof ProviderUnreachableError)) throw cause;
    const problem = "The payment provider could not be reached.";
    await settlePayment(context, paymentId, { kind: "declined", problem });
    throw new DomainError("PAYMENT_UNAVAILABLE", `${problem} Nothing was charged.`, {
      retryAfterSeconds: 30,
      cause,
    });
  }
}

/** @returns whether this process may confirm the payment */
async function storeProviderId(
  context: Pick<AppContext, "db" | "clock">,
  id: string,
  providerId: string,
): Promise<boolean> {
  const { count } = await context.db.write((prisma) =>
    prisma.payment.updateMany({
      where: { id, state: "under_way" },
      data: { providerId, updatedAt: context.clock.now() },
    }),
  );
  return count === 1;
}

async function isEventCancelled(context: Pick<AppContext, "db">, id: string): Promise<boolean> {
  const { booking } = await context.db.prisma.payment.findUniqueOrThrow({
    where: { id },
    select: { booking: { select: { event: { select: { cancelledAt: true } } } } },
  });
  return booking.event.cancelledAt !== null;
}

async function returnUrl(context: Pick<AppContext, "db" | "publicUrl">, id: string): Promise<string> {
  const { bookingId } = await context.db.prisma.payment.findUniqueOrThrow({
    where: { id },
    select: { bookingId: true },
  });
  return `${context.publicUrl}/bookings/${bookingId}/pay`;
}
