import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForTicketsLeft } from "./kit/page.js";
import { expectAccessible, holdTickets } from "./kit/paying.js";
import { newEvent, newPerson, openAs } from "./kit/people.js";

test("a page that shows a free event books nothing for EUR 50, shows both prices, and asks again", async ({
  open,
}) => {
  const organizer = await newPerson("Olga Sand");
  const attendee = await newPerson("Anton Pech");
  const event = await newEvent(organizer, { price: 0 });
  const { page } = await open({ viewport: { width: 360, height: 740 }, isLive: false });
  await openAs(page, attendee, `/events/${event.id}`);
  const book = page.getByRole("button", { name: "Book 1 ticket for free" });
  await book.waitFor();

  await organizer.api.event.update.mutate({ id: event.id, price: 5_000 });
  await book.click();
  const notice = page.getByRole("alert");
  await notice.getByText("The price has changed.").waitFor();
  await notice
    .getByText("It was free when you looked, and it is EUR 50.00 now. Nothing was booked.")
    .waitFor();
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 50.00" }).waitFor();
  await expectAccessible(page);
  expect((await attendee.api.booking.mine.query({})).items).toEqual([]);
  await waitForTicketsLeft(page, 10);

  // Accepts the new price and chooses how to pay.
  await page.getByRole("radio", { name: "Cash" }).check();
  await page.getByRole("button", { name: "Book 1 ticket for EUR 50.00" }).click();
  await page.waitForURL("**/bookings/*/tickets");
  expect((await attendee.api.booking.mine.query({})).items).toMatchObject([{ totalAmount: 5_000 }]);
});

test("a payment page that is a little old charges nothing, and shows both amounts", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const attendee = await newPerson("Anton Pech");
  const event = await newEvent(organizer, { price: 2_500 });
  const { page } = await open({ isLive: false });
  await holdTickets(page, attendee, event, 1);
  const pay = page.getByRole("button", { name: "Pay EUR 25.00" });
  await pay.waitFor();

  const [booking] = (await attendee.api.booking.mine.query({})).items;
  if (booking === undefined) throw new Error("There is a booking.");
  // In another tab.
  await attendee.api.booking.changeQuantity.mutate({ id: booking.id, ticketQuantity: 3 });
  await pay.click();
  await page
    .getByRole("alert")
    .getByText("It was EUR 25.00 when you looked, and it is EUR 75.00 now. Nothing was charged.")
    .waitFor();
  expect(await attendee.api.booking.byId.query({ id: booking.id })).toMatchObject({ payments: [] });
  await page.getByRole("button", { name: "Pay EUR 75.00" }).click();
  await page.waitForURL("**/bookings/*/tickets");
});
