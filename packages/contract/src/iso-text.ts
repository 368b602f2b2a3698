/** Texts by time. The dates of a batch of bookings, or of a page of events, are a few that come again and again. */
const texts = new Map<number, string>();
const MOST_TEXTS = 256;

/**
 * A date as `toISOString` writes it, which takes several times as long.
 *
 * @throws RangeError for an invalid date
 */
export function isoText(date: Date): string {
  const time = date.getTime();
  const known = texts.get(time);
  if (known !== undefined) return known;
  const text = date.toISOString();
  if (texts.size === MOST_TEXTS) texts.clear();
  texts.set(time, text);
  return text;
}
