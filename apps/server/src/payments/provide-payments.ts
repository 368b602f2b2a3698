import type { Database } from "@foyer/db/database";
import { type OnlinePayments, systemClock } from "@foyer/domain/foyer";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import type { PaymentsChoice } from "./payments-choice.js";

/** Sets up whoever takes money that is not cash, as configured. */
export async function providePayments(choice: PaymentsChoice, db: Database): Promise<OnlinePayments | null> {
  switch (choice.kind) {
    case "sandbox":
      return { provider: createSandbox({ db, clock: systemClock }), publishableKey: null };
    case "stripe":
    case "off":
      return null;
  }
}
