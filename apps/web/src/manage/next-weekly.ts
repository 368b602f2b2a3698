import { fromWallTime, toWallTime } from "@foyer/contract/wall-time";

const WEEK_MS = 7 * 86_400_000;

/**
 * When a copy of an event begins, unless somebody says otherwise: whole weeks later by the clock where it is,
 * in the future. As a date field takes it.
 */
export function nextWeeklyWallTime(first: Date, timeZone: string, now: Date): string {
  const wall = Date.parse(`${toWallTime(first, timeZone)}Z`);
  const weeksPast = Math.floor((now.getTime() - first.getTime()) / WEEK_MS);
  for (let weeks = Math.max(1, weeksPast); ; weeks++) {
    const wallTime = new Date(wall + weeks * WEEK_MS).toISOString().slice(0, 16);
    const moment = fromWallTime(wallTime, timeZone);
    if (moment !== undefined && moment > now) return wallTime;
  }
}
