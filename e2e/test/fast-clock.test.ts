import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { ticketsPanel, waitForTicketsLeft } from "./kit/page.js";
import { book, newEvent, newPerson, signIn, uniqueWord } from "./kit/people.js";

const DAY_MS = 86_400_000;

test("on a device whose clock is three days fast, an event in two days is not over", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const attendee = await newPerson("Anton Pech");
  const dateTime = new Date(Date.now() + 2 * DAY_MS);
  const word = uniqueWord();
  const event = await newEvent(organizer, { name: `Soon ${word}`, dateTime });
  const { id: bookingId } = await book(attendee, event, 1);
  const { page } = await open();
  await page.clock.install({ time: new Date(Date.now() + 3 * DAY_MS) });

  await page.goto(`/?q=${word}`);
  const card = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await card.getByText("9 tickets left").waitFor();
  await page.goto(`/events/${event.id}`);
  await waitForTicketsLeft(page, 9);

  await signIn(page, attendee, `/sign-in?redirect=${encodeURIComponent(`/bookings/${bookingId}`)}`);
  await page.getByRole("button", { name: "Cancel booking" }).waitFor();
  await page.getByText(/^You can cancel until/).waitFor();
  await page.goto("/bookings");
  await page.getByRole("list", { name: "Bookings" }).getByRole("link", { name: event.name }).waitFor();
  await page.goto(`/events/${event.id}`);
  await ticketsPanel(page).getByText("You have 1 ticket.").waitFor();
  expect(await ticketsPanel(page).getByText("The time to cancel ended").count()).toBe(0);
});
