import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { test } from "./kit/browser.js";
import { startFoyer } from "./kit/foyer-server.js";
import { waitForTicketsLeft } from "./kit/page.js";
import { expectAccessible, holdTickets, timer, waitForTickets } from "./kit/paying.js";
import { type EventView, newEvent, newPerson } from "./kit/people.js";

/** Long enough for a busy machine to open two pages meanwhile: each test waits for one to run out. */
const HOLD_SECONDS = 15;

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
  expect(await timer(page).textContent()).toMatch(/^Your tickets are held for 0:\d\d$/);
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

/** How often a payment is tried that has to begin within the last two seconds of a hold. */
const TRIES = 5;

/**
 * Holds two tickets of an event and pays just before the hold ends, with a payment that completes after it. The moment
 * is missed where the machine is busy, and the payment comes in time where the hold is still there then: the same is
 * tried with another event.
 */
async function payTooLate(
  page: Page,
  makeEvent: () => Promise<EventView>,
  whileHeld = async (_event: EventView) => {},
): Promise<void> {
  const waiting = page.getByRole("heading", { name: "We are waiting for your bank" });
  const late = page.getByRole("heading", { name: /^Your payment came/ });
  const missed = page.getByRole("heading", { name: "The tickets went back on sale" });
  const inTime = page.getByRole("list", { name: "Tickets" });
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const event = await makeEvent();
    await holdTickets(page, await newPerson("Anton Pech", foyer.origin), event, 2);
    await whileHeld(event);
    await page.getByRole("radio", { name: "Is paid after a few seconds" }).check();
    const words = /held for 0:0[12]$/;
    await timer(page).filter({ hasText: words }).or(missed).first().waitFor();
    if (await missed.isVisible()) continue;
    // Gone when the hold has ended.
    const pressed = await page
      .getByRole("button", { name: "Pay EUR 50.00" })
      .click({ timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
    if (!pressed) continue;
    await waiting.or(late).or(missed).first().waitFor();
    if (await missed.isVisible()) continue;
    await late.or(inTime).first().waitFor();
    if (await late.isVisible()) return;
  }
  throw new Error(`In ${TRIES} tries no payment began before its hold ended and came after it was released.`);
}

test("a payment that comes late books the tickets anew while there are some", async ({ open }) => {
  const organizer = await newPerson("Olga Sand", foyer.origin);
  const { page } = await open({ baseURL: foyer.origin });
  await payTooLate(page, () => newEvent(organizer));
  await page.getByRole("heading", { name: "Your payment came late, and you have your tickets" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Show 2 tickets" }).click();
  await waitForTickets(page, 2);
});

test("a payment that comes too late is given back", async ({ open }) => {
  const organizer = await newPerson("Olga Sand", foyer.origin);
  const next = await newPerson("Cora Rund", foyer.origin);
  const { page } = await open({ baseURL: foyer.origin });
  await payTooLate(
    page,
    () => newEvent(organizer, { capacity: 2 }),
    async ({ id: eventId }) => {
      await next.api.waitlist.join.mutate({ eventId, ticketQuantity: 2 });
    },
  );
  await page.getByRole("heading", { name: "Your payment came too late" }).waitFor();
  await page.getByText(/EUR 50\.00 was given back on /).waitFor();
  await expectAccessible(page);
});
