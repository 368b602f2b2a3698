import { bookingWithPayments } from "@foyer/contract/booking";
import { answerSandboxInput, paymentOptions } from "@foyer/contract/payment";
import { answerSandbox } from "@foyer/domain/payments/open-payments";
import { paymentOptions as readPaymentOptions } from "@foyer/domain/payments/payment-options";
import { publicProcedure, router, userProcedure } from "../trpc.js";

/** How money is taken. Paying itself is `booking.pay`. */
export const paymentRouter = router({
  /** The ways to pay that this server offers. */
  options: publicProcedure.output(paymentOptions).query(({ ctx }) => readPaymentOptions(ctx.app)),

  /** Plays the bank's second step where the sandbox plays the provider. Owner of the booking only. */
  answerSandbox: userProcedure
    .input(answerSandboxInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => answerSandbox(ctx.app, ctx.actor, input)),
});
