import type { Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { ticketsPanel, waitForTicketsLeft } from "./kit/page.js";
import { expectAccessible, holdTickets, payWith, secondsLeft, timer, waitForTickets } from "./kit/paying.js";
import { accountMenu, newEvent, newPerson, openAs, type Person } from "./kit/people.js";

const PHONE = { viewport: { width: 360, height: 780 } };

/** Waits until the page counts down to when the only hold of somebody ends, which it answers. */
async function expectRightCountdown(page: Page, { api }: Person): Promise<number> {
  const [held] = (await api.booking.mine.query({})).items;
  const endsAt = Number(held?.holdExpiresAt);
  await expect
    .poll(async () => Math.abs((await secondsLeft(page)) - (endsAt - Date.now()) / 1_000))
    .toBeLessThan(3);
  return endsAt;
}

test("tickets are held to the second while somebody is declined, then pays, and gets their codes", async ({
  open,
}) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const { page } = await open(PHONE);
  const attendee = await newPerson("Anton Pech");
  await holdTickets(page, attendee, event, 2);

  const endsAt = await expectRightCountdown(page, attendee);
  const [held] = (await attendee.api.booking.mine.query({})).items;
  expect(endsAt - Number(held?.bookingDate)).toBe(900_000);
  const left = await secondsLeft(page);
  await expect.poll(() => secondsLeft(page)).toBeLessThan(left);
  await expectAccessible(page);

  await payWith(page, "declined", "EUR 50.00");
  await page.getByRole("alert").getByText("The payment was declined, and nothing was charged.").waitFor();
  expect(await secondsLeft(page)).toBeLessThan(left);
  await expectAccessible(page);

  await payWith(page, "ok", "EUR 50.00");
  await waitForTickets(page, 2);
  await page.getByRole("listitem").filter({ hasText: "Ticket 2 of 2" }).getByText("Anton Pech").waitFor();
  await expectAccessible(page);

  // The outcome of each attempt is shown with the booking.
  await page.getByRole("link", { name: "Back to the booking" }).click();
  await page.getByText("EUR 50.00 paid").waitFor();
  await page.getByText("It did not go through. Nothing was charged.").waitFor();
});

test("leaving the checkout keeps the hold; the event and My bookings lead back to it", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const event = await newEvent(organizer);
  const ticketsLeft = async () => (await organizer.api.event.byId.query({ id: event.id })).availableTickets;
  const { page } = await open();
  await holdTickets(page, await newPerson("Anton Pech"), event, 2);

  await page.getByRole("link", { name: "Back to the event" }).click();
  await ticketsPanel(page)
    .getByText(/^2 tickets are held for you until (\w{3} )?\d\d:\d\d\.$/)
    .waitFor();
  await waitForTicketsLeft(page, 8);
  await page.getByRole("banner").getByRole("link", { name: "My bookings" }).click();
  await page
    .getByRole("list", { name: "Bookings" })
    .getByRole("link", { name: /Held.*2 tickets are held for you until .*Pay now/s })
    .click();
  await timer(page).waitFor();

  // Fewer, more, and given up.
  await page.getByRole("button", { name: "One ticket more" }).click();
  await page.getByRole("button", { name: "One ticket more" }).click();
  await page.getByRole("button", { name: "Pay EUR 100.00" }).waitFor();
  await expect.poll(ticketsLeft).toBe(6);
  await page.getByRole("button", { name: "One ticket fewer" }).click();
  await page.getByRole("button", { name: "Pay EUR 75.00" }).waitFor();
  await expect.poll(ticketsLeft).toBe(7);

  await page.getByRole("button", { name: "Give the tickets back" }).click();
  const question = page.getByRole("dialog", { name: "Give the tickets back?" });
  await question.getByText("3 tickets go back on sale. Nothing was paid.").waitFor();
  await question.getByRole("button", { name: "Give the tickets back" }).click();
  await page.getByRole("heading", { name: "You gave the tickets back" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Book again" }).click();
  await waitForTicketsLeft(page, 10);
});

test("the countdown is right on a device whose clock is an hour wrong", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const { page } = await open();
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
    const Real = Date;
    // @ts-expect-error a clock that is an hour ahead
    window.Date = class extends Real {
      constructor(...parts: []) {
        if (parts.length === 0) super(Real.now());
        else super(...parts);
      }
    };
  });
  const attendee = await newPerson("Anton Pech");
  await holdTickets(page, attendee, event, 1);
  await expectRightCountdown(page, attendee);
});

test("a bank that asks back is answered: refused, then confirmed", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const { page } = await open(PHONE);
  await holdTickets(page, await newPerson("Anton Pech"), event, 2);

  await payWith(page, "action", "EUR 50.00");
  await page.getByRole("heading", { name: "Your bank asks you to confirm EUR 50.00" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Refuse payment" }).click();
  await page.getByRole("alert").getByText("The payment was declined").waitFor();

  await payWith(page, "action", "EUR 50.00");
  await page.getByRole("button", { name: "Confirm payment" }).click();
  await waitForTickets(page, 2);
});

test("a slow payment and one whose answer is lost end confirmed with nobody acting", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  for (const number of ["slow", "lost"] as const) {
    const event = await newEvent(organizer);
    const { page } = await open();
    await holdTickets(page, await newPerson("Anton Pech"), event, 1);
    await payWith(page, number, "EUR 25.00");
    if (number === "lost") {
      await page.getByRole("heading", { name: "We are waiting for your bank" }).waitFor();
      await expectAccessible(page);
    }
    await waitForTickets(page, 1);
  }
});

test("who leaves while their bank decides finds the booking confirmed", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const attendee = await newPerson("Anton Pech");
  const { page } = await open();
  await holdTickets(page, attendee, event, 1);
  await payWith(page, "slow", "EUR 25.00");
  const [{ id } = { id: "" }] = (await attendee.api.booking.mine.query({})).items;
  await expect
    .poll(async () => (await attendee.api.booking.byId.query({ id })).payments.length)
    .toBeGreaterThan(0);
  // As if the tab was closed: the answer never arrives.
  await page.goto(page.url());
  await waitForTickets(page, 1);
});

test("cash and free bookings are confirmed at once, at the checkout too", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const [inCash, free, later] = await Promise.all([
    newEvent(organizer),
    newEvent(organizer, { price: 0 }),
    newEvent(organizer),
  ]);
  const attendee = await newPerson("Anton Pech");
  const { page } = await open();
  await openAs(page, attendee, `/events/${inCash.id}`);
  await page.getByRole("radio", { name: "Cash" }).check();
  await page.getByRole("button", { name: "Book 1 ticket for EUR 25.00" }).click();
  await waitForTickets(page, 1);
  await page.getByText("EUR 25.00 to pay at the door, in cash").waitFor();

  await page.goto(`/events/${free.id}`);
  await page.getByRole("button", { name: "Book 1 ticket for free" }).waitFor();
  expect(await page.getByRole("radio").count()).toBe(0);
  await page.getByRole("button", { name: "Book 1 ticket for free" }).click();
  await waitForTickets(page, 1);

  await page.goto(`/events/${later.id}`);
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).click();
  await timer(page).waitFor();
  await page.getByRole("radio", { name: "Cash" }).check();
  await page.getByRole("button", { name: "Pay at the door" }).click();
  await waitForTickets(page, 1);
});

test("tickets that were opened once are shown without a network", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const attendee = await newPerson("Anton Pech");
  const { page } = await open(PHONE);
  await holdTickets(page, attendee, event, 2);
  await payWith(page, "ok", "EUR 50.00");
  await waitForTickets(page, 2);

  // The network is lost while the app is open.
  await page.getByRole("link", { name: "Back to the booking" }).click();
  await page.getByRole("link", { name: "Show 2 tickets" }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Show 2 tickets" }).click();
  await page.getByRole("status").getByText("Foyer cannot be reached.").waitFor();
  await waitForTickets(page, 2);
  await page.context().setOffline(false);

  // After a reload no further data arrives.
  await page.route(/trpc\/booking\./, (route) => route.abort());
  await page.reload();
  await page.getByRole("status").getByText("Foyer cannot be reached.").waitFor();
  await waitForTickets(page, 2);
  await expectAccessible(page);

  // Signing out removes them from the device.
  await page.unroute(/trpc\/booking\./);
  await accountMenu(page, attendee.name).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).not.toContain("FOYER-");
});
