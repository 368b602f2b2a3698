import type { Database } from "@foyer/db/database";
import { systemClock } from "@foyer/domain/clock";
import type { OnlinePayments } from "@foyer/domain/payments/online-payments";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import type { Logger } from "pino";
import type { PaymentsChoice } from "./payments-choice.js";

/** Creates the configured payment provider. */
export async function providePayments(
  choice: PaymentsChoice,
  { db, log }: { readonly db: Database; readonly log: Logger },
): Promise<OnlinePayments | null> {
  switch (choice.kind) {
    case "stripe": {
      // Imported dynamically: Stripe's client is large, and not needed in most development setups.
      const { createStripeProvider } = await import("./stripe-provider.js");
      return { provider: createStripeProvider({ ...choice, log }), publishableKey: choice.publishableKey };
    }
    case "sandbox":
      return { provider: createSandbox({ db, clock: systemClock }), publishableKey: null };
    case "off":
      return null;
  }
}
