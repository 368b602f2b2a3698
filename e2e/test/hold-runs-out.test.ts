import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { test } from "./kit/browser.js";
import { startFoyer } from "./kit/foyer-server.js";
import { waitForTicketsLeft } from "./kit/page.js";
import { expectAccessible, holdTickets, secondsLeft, timer, waitForTickets } from "./kit/paying.js";
import { newEvent, newPerson } from "./kit/people.js";

const HOLD_SECONDS = 8;

let foyer: Awaited<ReturnType<typeof startFoyer>>;

beforeAll(async () => {
  foyer = await startFoyer({ HOLD_SECONDS: String(HOLD_SECONDS), FOYER_DEMO: "0" });
});

afterAll(() => foyer?.stop());

test("a hold runs out while its page is open: the page says so by itself, and one may book again", async ({
  open,
}) => {
  const organizer = await newPerson("Olga Sand", foyer.origin);
  const attendee = await newPerson("Anton Pech", foyer.origin);
  const event = await newEvent(organizer);
  const { page } = await open({ baseURL: foyer.origin, viewport: { width: 360, height: 780 } });

  await holdTickets(page, attendee, event, 2);
  expect(await timer(page).textContent()).toMatch(/^Your tickets are held for 0:0\d$/);
  await page.getByRole("alert").getByRole("heading", { name: "The tickets went back on sale" }).waitFor();
  await page.getByText("The time to pay for 2 tickets ran out. Nothing was charged.").waitFor();
  await expectAccessible(page);

  await page.getByRole("link", { name: "Book again" }).click();
  await waitForTicketsLeft(page, 10);
  await page.getByRole("button", { name: "Hold 2 tickets for EUR 50.00" }).click();
  await timer(page).waitFor();

  // The event's page changes too.
  await page.getByRole("link", { name: "Back to the event" }).click();
  await page.getByText(/^2 tickets are held for you until/).waitFor();
  await page.getByRole("button", { name: "Hold 2 tickets for EUR 50.00" }).waitFor();
});

/** Pays just before the hold ends, with a payment that completes after it. */
async function payTooLate(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "Is paid after a few seconds" }).check();
  await expect.poll(() => secondsLeft(page), { interval: 100 }).toBeLessThanOrEqual(2);
  await page.getByRole("button", { name: "Pay EUR 50.00" }).click();
}

test("a payment that comes late books the tickets anew while there are some", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand", foyer.origin));
  const { page } = await open({ baseURL: foyer.origin });
  await holdTickets(page, await newPerson("Anton Pech", foyer.origin), event, 2);
  await payTooLate(page);
  await page.getByRole("heading", { name: "We are waiting for your bank" }).waitFor();
  await page.getByRole("heading", { name: "Your payment came late, and you have your tickets" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Show 2 tickets" }).click();
  await waitForTickets(page, 2);
});

test("a payment that comes too late is given back", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand", foyer.origin), { capacity: 2 });
  const next = await newPerson("Cora Rund", foyer.origin);
  const { page } = await open({ baseURL: foyer.origin });
  await holdTickets(page, await newPerson("Anton Pech", foyer.origin), event, 2);
  await next.api.waitlist.join.mutate({ eventId: event.id, ticketQuantity: 2 });
  await payTooLate(page);
  await page.getByRole("heading", { name: "Your payment came too late" }).waitFor();
  await page.getByText(/EUR 50\.00 was given back on /).waitFor();
  await expectAccessible(page);
});
