import { ErrorNotice } from "../shared/error-notice";
import { priceChangeOf, priceChangeWords } from "./price-change-words";

type BookingErrorProps = {
  error: unknown;
  /** The amount that was sent, in minor units. */
  expected: number | undefined;
  /** What did not happen, if the price changed, such as "Nothing was booked." */
  nothing: string;
};

/** The error of booking, changing or paying for tickets; with both prices if the price changed. */
export function BookingError({ error, expected, nothing }: BookingErrorProps) {
  const change = priceChangeOf(error);
  if (change === undefined || expected === undefined) return <ErrorNotice error={error} />;
  return (
    <ErrorNotice
      error={error}
      title="The price has changed."
      words={`${priceChangeWords(change, expected)} ${nothing}`}
    />
  );
}
