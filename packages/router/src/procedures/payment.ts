import { bookingWithPayments } from "@foyer/contract/booking";
import { answerSandboxInput, paymentOptions } from "@foyer/contract/payment";
import { paymentOptions as readPaymentOptions } from "@foyer/domain/payments/payment-options";
import { answerSandbox } from "@foyer/domain/workflows/settle-open-payments";
import { bookingProcedure, publicProcedure, router } from "../trpc.js";

/** Payment methods. Paying itself is `booking.pay`. */
export const paymentRouter = router({
  /** The payment methods of this server. */
  options: publicProcedure.output(paymentOptions).query(({ ctx }) => readPaymentOptions(ctx.app)),

  /** Completes the second step of a sandbox payment. Owner of the booking only. */
  answerSandbox: bookingProcedure
    .input(answerSandboxInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => answerSandbox(ctx.app, ctx.actor, input)),
});
