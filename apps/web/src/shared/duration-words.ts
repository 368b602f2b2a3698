import { counted } from "./counted";

/** A duration for display, rounded up. @example durationWords(200) // "4 minutes" */
export function durationWords(seconds: number): string {
  if (seconds < 90) return counted(Math.max(1, Math.ceil(seconds)), "second");
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? counted(minutes, "minute") : counted(Math.ceil(minutes / 60), "hour");
}
