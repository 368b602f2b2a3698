import { clockIn, dayIn, readerZone } from "./times";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Whole seconds until a moment, counted as a clock that shows them does: never less than none. */
export function secondsUntil(until: Date, now: Date): number {
  return Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1_000));
}

/** @example countdownWords(872) // "14:32" */
export function countdownWords(seconds: number): string {
  const two = (figure: number) => String(figure).padStart(2, "0");
  const minutes = Math.floor(seconds / MINUTE);
  const rest = two(seconds % MINUTE);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/** Whether a hold is so short that its seconds matter. */
export function isCountedDown(seconds: number): boolean {
  return seconds < HOUR;
}

/** What is said aloud while time runs out: at five minutes, at one, and at the end. */
export function countdownAnnouncement(seconds: number): string {
  if (seconds === 0) return "The time to pay has run out.";
  if (seconds <= MINUTE) return "1 minute left to pay.";
  if (seconds <= 5 * MINUTE) return "5 minutes left to pay.";
  return "";
}

/**
 * Until when something is held, on the reader's clock: the time today, with the day when it is another one.
 *
 * @example untilWords(offer.expiresAt, now) // "Tue 14:00"
 */
export function untilWords(until: Date, now: Date, zone = readerZone()): string {
  const clock = clockIn(until, zone);
  const day = dayIn(until, zone);
  if (day === dayIn(now, zone)) return clock;
  const isThisWeek = until.getTime() - now.getTime() < 6 * 24 * HOUR * 1_000;
  return isThisWeek ? `${day.slice(0, 3)} ${clock}` : `${day}, ${clock}`;
}
