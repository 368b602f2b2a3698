import { fractionDigits } from "@foyer/contract/currencies";
import { formatMoney } from "@foyer/contract/money";
import { ChargeRefusedError } from "@foyer/domain/payments/payment-provider";

/** Currencies that Stripe counts in whole units: https://docs.stripe.com/currencies#zero-decimal */
const WHOLE: ReadonlySet<string> = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
);
/** Currencies that Stripe counts in thousandths, where the last digit has to be 0. */
const THOUSANDTHS: ReadonlySet<string> = new Set("BHD JOD KWD OMR TND".split(" "));
/** Currencies without decimals that Stripe still counts in hundredths, where the last two digits have to be 0. */
const WHOLE_IN_HUNDREDTHS: ReadonlySet<string> = new Set(["ISK", "UGX"]);

/**
 * Converts an amount to Stripe's units, which are not always those of ISO 4217.
 *
 * @param amount in minor units of `currency`
 * @throws ChargeRefusedError if it cannot be expressed in Stripe's units
 */
export function toStripeAmount(amount: number, currency: string): number {
  const shift = stripeDigits(currency) - fractionDigits(currency);
  const converted = shift < 0 ? amount / 10 ** -shift : amount * 10 ** shift;
  if (!Number.isInteger(converted / smallestStep(currency))) {
    throw new ChargeRefusedError(
      `${formatMoney(amount, currency)} cannot be paid by card: its last digit is too small for the card networks.`,
    );
  }
  return converted;
}

function stripeDigits(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

/** In Stripe's units. */
function smallestStep(currency: string): number {
  if (THOUSANDTHS.has(currency)) return 10;
  return WHOLE_IN_HUNDREDTHS.has(currency) ? 100 : 1;
}
