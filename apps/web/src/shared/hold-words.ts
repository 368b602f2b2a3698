import { browserZone, clockIn, dayIn } from "./times";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Whole seconds until an instant, rounded as a countdown shows them; at least 0. */
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

/** Whether the remaining time is shown to the second. */
export function isCountedDown(seconds: number): boolean {
  return seconds < HOUR;
}

/** The announcement for screen readers as time runs out: at five minutes, at one, and at the end. */
export function countdownAnnouncement(seconds: number): string {
  if (seconds === 0) return "The time to pay has run out.";
  if (seconds <= MINUTE) return "1 minute left to pay.";
  if (seconds <= 5 * MINUTE) return "5 minutes left to pay.";
  return "";
}

/**
 * The end of a hold in the browser's time zone: the time, with the day if it is not today.
 *
 * @example untilWords(offer.expiresAt, now) // "Tue 14:00"
 */
export function untilWords(until: Date, now: Date, zone = browserZone()): string {
  const clock = clockIn(until, zone);
  const day = dayIn(until, zone);
  if (day === dayIn(now, zone)) return clock;
  const isThisWeek = until.getTime() - now.getTime() < 6 * 24 * HOUR * 1_000;
  return isThisWeek ? `${day.slice(0, 3)} ${clock}` : `${day}, ${clock}`;
}
