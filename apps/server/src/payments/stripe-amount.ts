import { fractionDigits } from "@foyer/contract/currencies";
import { formatMoney } from "@foyer/contract/money";
import { ChargeRefusedError } from "@foyer/domain/payments/payment-provider";

/** What Stripe counts in whole units: https://docs.stripe.com/currencies#zero-decimal */
const WHOLE: ReadonlySet<string> = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
);
/** What it counts in thousandths, of which the last digit has to be 0. */
const THOUSANDTHS: ReadonlySet<string> = new Set("BHD JOD KWD OMR TND".split(" "));
/** What has lost its hundredths and is counted in them all the same, the last two digits being 00. */
const WHOLE_IN_HUNDREDTHS: ReadonlySet<string> = new Set(["ISK", "UGX"]);

/**
 * An amount as Stripe counts it. Its units are not always those of ISO 4217, which ours are: what counts is that both
 * mean the same money.
 *
 * @param amount in our minor units of `currency`
 * @throws ChargeRefusedError when Stripe's units cannot say it
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
