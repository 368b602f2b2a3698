import { expect } from "vitest";
import { expectAnswer } from "./kit/answers.js";
import { keepPicture, test } from "./kit/browser.js";
import { focusedDialog, waitForFieldError } from "./kit/page.js";
import { expectAccessible, payWith, waitForTickets } from "./kit/paying.js";
import { book, bookPaid, newEvent, newPerson, openAs, uniqueWord } from "./kit/people.js";

const LOOKS = process.env.KEEP_PICTURES === "1";

const SIZES = [
  ["on a phone", { viewport: { width: 360, height: 780 } }],
  ["at a desk, in the dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
] as const;

test.for(SIZES)(
  "tickets are given back and added, each with what it comes to, by keyboard, %s",
  async ([, size], { open }) => {
    const attendee = await newPerson("Anton Pech");
    const event = await newEvent(await newPerson("Olga Sand"));
    const { id } = await bookPaid(attendee, event, 3);
    const { page } = await open(size);
    await openAs(page, attendee, `/bookings/${id}`);

    // Fewer: the price that comes back is said before it is done.
    await page.getByRole("button", { name: "Give back tickets" }).press("Enter");
    const dialog = await focusedDialog(page);
    await dialog.getByRole("button", { name: "One ticket fewer" }).press("Enter");
    await dialog
      .getByText("1 ticket goes back on sale. EUR 25.00 goes back to where it was paid from.")
      .waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Give back 1 ticket" }).press("Enter");
    const answer = page
      .getByRole("status")
      .filter({ hasText: "1 ticket went back on sale. EUR 25.00 is on its way back to your card." });
    await expectAnswer(answer);
    await page.getByRole("heading", { name: "Refund", exact: true }).waitFor();
    await page.getByText("EUR 50.00 paid").waitFor();
    await expectAccessible(page);

    // More: held, declined, still there, paid.
    await page.getByRole("button", { name: "Add tickets" }).press("Enter");
    await focusedDialog(page);
    await dialog.getByText("You have 2 tickets, EUR 25.00 each").waitFor();
    await dialog.getByRole("button", { name: "One ticket more" }).press("Enter");
    await dialog.getByRole("button", { name: "One ticket more" }).press("Enter");
    await dialog.getByText("2 more tickets for EUR 50.00").waitFor();
    await dialog.getByRole("button", { name: "Hold 2 tickets for EUR 50.00" }).press("Enter");
    await page.waitForURL("**/bookings/*/pay");
    await page.getByText(/^2 more tickets are held for you until (\w{3} )?\d\d:\d\d\.$/).waitFor();
    await expectAccessible(page);
    await payWith(page, "declined", "EUR 50.00");
    await page.getByRole("alert").getByText("The payment was declined, and nothing was charged.").waitFor();
    await page.goto(`/bookings/${id}`);
    await page.getByText("2 more tickets are held for you").waitFor();
    await page.getByRole("link", { name: "Show 2 tickets" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Pay EUR 50.00 now" }).press("Enter");
    await payWith(page, "ok", "EUR 50.00");
    await waitForTickets(page, 4);
    expect(await attendee.api.booking.byId.query({ id })).toMatchObject({
      ticketQuantity: 4,
      totalAmount: 10_000,
    });
  },
);

test("tickets from before an event had several kinds are joined by others, and can be given back", async ({
  open,
}) => {
  const attendee = await newPerson("Anton Pech");
  const organizer = await newPerson("Olga Sand");
  const event = await newEvent(organizer);
  const { id } = await bookPaid(attendee, event, 2);
  await organizer.api.event.update.mutate({
    id: event.id,
    ticketTypes: [
      { name: "Seat", price: 4_000 },
      { name: "Stand", price: 1_500 },
    ],
  });
  const { page } = await open({ viewport: { width: 360, height: 780 } });
  await openAs(page, attendee, `/bookings/${id}`);

  await page.getByRole("button", { name: "Add tickets" }).click();
  const dialog = await focusedDialog(page);
  await dialog.getByText("You have none, EUR 15.00 each").waitFor();
  await dialog.getByRole("button", { name: "One more: Stand" }).click();
  await dialog.getByText("1 more ticket for EUR 15.00").waitFor();
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "a booking from before kinds, adding");
  await dialog.getByRole("button", { name: "Hold 1 ticket for EUR 15.00" }).click();
  await page.waitForURL("**/bookings/*/pay");
  await payWith(page, "ok", "EUR 15.00");
  await waitForTickets(page, 3);

  await page.goto(`/bookings/${id}`);
  await page.getByText("3 tickets (2 × ticket, 1 × Stand)").waitFor();
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "a booking from before kinds, with another kind");
  await page.getByRole("button", { name: "Give back tickets" }).click();
  await focusedDialog(page);
  await dialog.getByRole("button", { name: "One ticket fewer", exact: true }).click();
  await dialog.getByText("EUR 25.00 goes back to where it was paid from.").waitFor();
  await dialog.getByRole("button", { name: "Give back 1 ticket" }).click();
  await page.getByText("1 ticket went back on sale. EUR 25.00 is on its way back to your card.").waitFor();
  const { items } = await attendee.api.booking.byId.query({ id });
  expect(items.map(({ name, quantity }) => [name, quantity])).toEqual([
    [null, 1],
    ["Stand", 1],
  ]);
});

test("additional tickets are given up, and the booking stays as it is", async ({ open }) => {
  const attendee = await newPerson("Anton Pech");
  const event = await newEvent(await newPerson("Olga Sand"), { capacity: 3 });
  const { id } = await bookPaid(attendee, event, 2);
  await attendee.api.booking.changeItems.mutate({ id, ticketQuantity: 3 });
  const { page } = await open();
  await openAs(page, attendee, `/bookings/${id}`);
  await page.getByText(/^1 more ticket is held for you until/).waitFor();
  await page.getByRole("button", { name: "Give it up" }).click();
  await page.getByText("The additional tickets went back on sale. Your booking stays as it is.").waitFor();
  await page.getByRole("link", { name: "Show 2 tickets" }).waitFor();
  expect((await attendee.api.event.byId.query({ id: event.id })).availableTickets).toBe(1);
});

test("those who run the event change somebody's booking with a reason, by keyboard on a phone", async ({
  open,
}) => {
  const attendee = await newPerson("Anton Pech");
  const organizer = await newPerson("Olga Sand");
  const event = await newEvent(organizer);
  const { id } = await bookPaid(attendee, event, 3);
  const { page } = await open({ viewport: { width: 360, height: 780 } });
  await openAs(page, organizer, `/manage/${event.id}/attendees/${id}`);
  const press = (name: string) => page.getByRole("button", { name, exact: true }).press("Enter");

  await press("Give back tickets");
  const dialog = await focusedDialog(page);
  await dialog.getByRole("button", { name: "One ticket fewer" }).press("Enter");
  await dialog
    .getByText("1 ticket goes back on sale. EUR 25.00 goes back to where it was paid from.")
    .waitFor();
  await press("Give back 1 ticket");
  await waitForFieldError(dialog.getByLabel("Reason"), "Say why in a few words.");
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "somebody's booking, giving back");
  await dialog.getByLabel("Reason").fill("One of them is ill.");
  await press("Give back 1 ticket");
  await page.getByText("1 ticket went back on sale. EUR 25.00 is on its way back.").waitFor();
  await page
    .getByRole("listitem")
    .filter({ hasText: "Changed for the attendee" })
    .getByText("One of them is ill.")
    .waitFor();

  await press("Add tickets");
  await focusedDialog(page);
  await dialog.getByText("Has 2 tickets, EUR 25.00 each").waitFor();
  await dialog.getByRole("button", { name: "One ticket more" }).press("Enter");
  await dialog.getByLabel("Reason").fill("A friend comes along.");
  await press("Hold 1 ticket for EUR 25.00");
  await page.getByText("1 ticket is held in addition until it is paid.").waitFor();
  await page.getByRole("button", { name: "Mark EUR 25.00 as paid" }).waitFor();
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "somebody's booking, with tickets held");
  await press("Give up the held tickets");
  await page.getByText("The additional tickets went back on sale. The booking stays as it is.").waitFor();

  await press("Pass on: ticket 1");
  await dialog.getByLabel("Name").fill("Bea Next");
  await dialog.getByLabel("Email").fill(`${uniqueWord()}@example.org`);
  await press("Pass ticket on");
  await page.getByText("Ticket 1 is passed on.").waitFor();
  await page.getByText(/^Ticket 1 passed on to .?Bea Next.?$/).waitFor();
  await expectAccessible(page);
  expect(await organizer.api.booking.byId.query({ id })).toMatchObject({
    ticketQuantity: 2,
    totalAmount: 5_000,
    addition: null,
  });
});

test.for(SIZES)(
  "why the organizer changed a booking in cash is on its page, %s",
  async ([, size], { open }) => {
    const attendee = await newPerson("Anton Pech");
    const organizer = await newPerson("Olga Sand");
    const { id } = await book(attendee, await newEvent(organizer), 3);
    for (const [ticketQuantity, reason] of [
      [2, "One of you called that she is ill."],
      [1, "You wrote that you come alone."],
    ] as const) {
      await organizer.api.booking.changeItems.mutate({ id, ticketQuantity, reason });
    }
    const { page } = await open(size);
    await openAs(page, attendee, `/bookings/${id}`);
    await page.getByText("“You wrote that you come alone.”").waitFor();
    await page.getByText("“One of you called that she is ill.”").waitFor();
    await expectAccessible(page);
    if (LOOKS) await keepPicture(page, `changed by the organizer, ${size.viewport.width}`);
  },
);
