import type { ApiKeyView, ApiScope } from "@foyer/contract/api-key";
import { DAY_MS } from "@foyer/contract/time";
import { counted } from "../shared/counted";
import { whenHere } from "../shared/times";

/** What each scope lets a program do, in the order in which they are offered. */
export const SCOPE_WORDS: Record<ApiScope, { readonly label: string; readonly hint: string }> = {
  read: { label: "Read", hint: "events, bookings and figures that you can see" },
  bookings: { label: "Book", hint: "make, pay, change and cancel your bookings" },
  "check-in": { label: "Check in", hint: "find bookings and admit tickets at the door" },
  manage: { label: "Manage", hint: "events and their bookings: create, change, cancel, record cash" },
  webhooks: { label: "Webhooks", hint: "have other programs told of your events, and of who books" },
};

/** How long a new key may be valid, by the value of its choice. */
export const LIFETIMES = {
  month: { label: "30 days", days: 30 },
  quarter: { label: "90 days", days: 90 },
  year: { label: "A year", days: 365 },
  unlimited: { label: "Until you revoke it", days: undefined },
} as const;
export type Lifetime = keyof typeof LIFETIMES;

/** The end of a key made at a moment; undefined if it has none. */
export function expiryOf(lifetime: Lifetime, now: Date): Date | undefined {
  const { days } = LIFETIMES[lifetime];
  return days === undefined ? undefined : new Date(now.getTime() + days * DAY_MS);
}

/** @example "Read, check in · 2 events" */
export function reachWords({ scopes, events }: Pick<ApiKeyView, "scopes" | "events">): string {
  const [first = "", ...others] = scopes.map((scope) => SCOPE_WORDS[scope].label);
  const what = [first, ...others.map((label) => label.toLowerCase())].join(", ");
  return `${what} · ${events === null ? "all events" : counted(events.length, "event")}`;
}

/** @example "Last used Fri 12 Mar 2027, 19:30 · Expires Sat 13 Mar 2027, 10:00" */
export function usageWords(
  { lastUsedAt, expiresAt }: Pick<ApiKeyView, "lastUsedAt" | "expiresAt">,
  now: Date,
): string {
  const used = lastUsedAt === null ? "Never used" : `Last used ${whenHere(lastUsedAt)}`;
  if (expiresAt === null) return `${used} · Does not expire`;
  return `${used} · ${expiresAt <= now ? "Expired" : "Expires"} ${whenHere(expiresAt)}`;
}
