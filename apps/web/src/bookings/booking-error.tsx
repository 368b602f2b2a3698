import { ErrorNotice } from "../shared/error-notice";
import { priceChangeOf, priceChangeWords } from "./price-change-words";

type BookingErrorProps = {
  error: unknown;
  /** The amount that was sent, in minor units. */
  expected: number | undefined;
  /** What did not happen, if the price changed, such as "Nothing was booked." */
  nothing: string;
  /** Replaces the message of any other error where the page knows more. */
  words?: string | undefined;
};

/** The error of booking, changing or paying for tickets; with both prices if the price changed. */
export function BookingError({ error, expected, nothing, words }: BookingErrorProps) {
  const change = priceChangeOf(error);
  if (change === undefined || expected === undefined) return <ErrorNotice error={error} words={words} />;
  return (
    <ErrorNotice
      error={error}
      title="The price has changed."
      words={`${priceChangeWords(change, expected)} ${nothing}`}
    />
  );
}
