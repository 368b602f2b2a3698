import type { OnlinePayments } from "@foyer/domain/foyer";
import type { PaymentsChoice } from "./payments-choice.js";

/** Sets up whoever takes money that is not cash, as configured. */
export async function providePayments(choice: PaymentsChoice): Promise<OnlinePayments | null> {
  switch (choice.kind) {
    case "stripe":
    case "sandbox":
    case "off":
      return null;
  }
}
