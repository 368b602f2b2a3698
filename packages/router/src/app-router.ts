import { apiKeyRouter } from "./procedures/api-key.js";
import { bookingRouter } from "./procedures/booking.js";
import { discountCodeRouter } from "./procedures/discount-code.js";
import { eventRouter } from "./procedures/event.js";
import { liveRouter } from "./procedures/live.js";
import { paymentRouter } from "./procedures/payment.js";
import { questionRouter } from "./procedures/question.js";
import { userRouter } from "./procedures/user.js";
import { waitlistRouter } from "./procedures/waitlist.js";
import { webhookRouter } from "./procedures/webhook.js";
import { createCallerFactory, router } from "./trpc.js";

/** The complete API. Clients know only its type. */
export const appRouter = router({
  user: userRouter,
  apiKey: apiKeyRouter,
  event: eventRouter,
  booking: bookingRouter,
  discountCode: discountCodeRouter,
  question: questionRouter,
  waitlist: waitlistRouter,
  payment: paymentRouter,
  live: liveRouter,
  webhook: webhookRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, for tests and jobs. */
export const createCaller = createCallerFactory(appRouter);
