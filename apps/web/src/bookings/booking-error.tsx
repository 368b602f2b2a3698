import { ErrorNotice } from "../shared/error-notice";
import { priceChangeOf, priceChangeWords } from "./price-change-words";

type BookingErrorProps = {
  error: unknown;
  /** The amount that was sent along, in minor units. */
  expected: number | undefined;
  /** What has not happened, where the price has changed, such as "Nothing was booked." */
  nothing: string;
};

/** Why tickets were not booked, changed or paid for. Where the price has changed, both prices. */
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
