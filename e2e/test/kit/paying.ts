import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { findings } from "./findings.js";
import { type EventView, openAs, type Person } from "./people.js";

/** What to press for each of the sandbox's test numbers. */
export const TEST_NUMBERS = {
  ok: "Is paid at once",
  declined: "Is declined",
  slow: "Is paid after a few seconds",
  action: "Needs a second step",
  lost: "Is paid, but the answer is lost",
} as const;

/** Holds tickets on an event's page, signed in, which leads to where they are paid for. */
export async function holdTickets(
  page: Page,
  person: Person,
  event: EventView,
  quantity: number,
): Promise<void> {
  await openAs(page, person, `/events/${event.id}?tickets=${quantity}`);
  await page.getByRole("button", { name: /^Hold / }).click();
  await page.waitForURL("**/bookings/*/pay");
  await timer(page).waitFor();
}

/** The words that count down. */
export function timer(page: Page): Locator {
  return page.getByRole("timer");
}

/** How many seconds the page says are left. */
export async function secondsLeft(page: Page): Promise<number> {
  const words = (await timer(page).textContent()) ?? "";
  const [, minutes, seconds] = /held for (\d+):(\d\d)$/.exec(words) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Chooses what the payment does, and pays. */
export async function payWith(page: Page, number: keyof typeof TEST_NUMBERS, amount: string): Promise<void> {
  await page.getByRole("radio", { name: TEST_NUMBERS[number] }).check();
  await page.getByRole("button", { name: `Pay ${amount}` }).click();
}

/** Waits until the page shows so many tickets, each with its code. */
export async function waitForTickets(page: Page, count: number): Promise<void> {
  await page.waitForURL("**/bookings/*/tickets");
  const codes = page.getByRole("list", { name: "Tickets" }).getByRole("img", { name: /^QR code of ticket/ });
  await expect.poll(() => codes.count()).toBe(count);
}

/** Fails with what axe finds on the page as it is now, and with what sticks out of it. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await findings(page)).toEqual([]);
}
