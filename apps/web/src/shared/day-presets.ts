import { dayKey } from "@foyer/contract/zone";

/** First and last day, as in the URL. */
export type Days = { readonly from: string; readonly to: string };

const DAY_MS = 86_400_000;

/**
 * Predefined date ranges. They start from the current day in the browser's time zone; events match by the day in
 * their own.
 *
 * @param now by the server's clock
 */
export function dayPresets(
  now: Date,
  zone: string,
): readonly { readonly words: string; readonly days: Days }[] {
  const today = dayKey(now, zone);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  // Weeks begin on Monday; on Sunday the weekend is that day alone.
  const untilSunday = (7 - weekday) % 7;
  const saturday = addDays(today, Math.max(0, untilSunday - 1));
  const sunday = addDays(today, untilSunday);
  return [
    { words: "Today", days: { from: today, to: today } },
    { words: "This weekend", days: { from: saturday, to: sunday } },
    { words: "Next week", days: { from: addDays(sunday, 1), to: addDays(sunday, 7) } },
  ];
}

function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}
