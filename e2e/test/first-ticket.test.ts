import type { Page } from "playwright-core";
import { test } from "./kit/browser.js";
import { ticketsPanel, waitForItems, waitForTicketsLeft } from "./kit/page.js";
import { waitForTickets } from "./kit/paying.js";
import { accountMenu, eveningIn, fillSignUp, newIdentity, uniqueWord } from "./kit/people.js";

test("two people sign up; one creates an event, the other books it and cancels", async ({ open }) => {
  const name = `Lamplight Songs ${uniqueWord()}`;
  const organizer = newIdentity("Olga Sand");
  const attendee = newIdentity("Anton Pech");
  const { page: desk } = await open();
  const { page: phone } = await open({ viewport: { width: 360, height: 740 } });

  // The organizer signs up and creates the event.
  await desk.goto("/");
  await desk.getByRole("link", { name: "Sign in" }).click();
  await desk.getByRole("link", { name: "Create an account" }).click();
  await fillSignUp(desk, organizer);
  await accountMenu(desk, organizer.name).waitFor();
  await desk.getByRole("banner").getByRole("link", { name: "Create an event" }).click();
  await desk.getByLabel("Name", { exact: true }).fill(name);
  await desk.getByRole("combobox", { name: "Category" }).fill("Lantern walks");
  await desk.getByLabel("Description").fill("Songs by lamplight.\n\nBring a scarf.");
  await desk.getByLabel("Venue").fill("Boat House, Berlin");
  await desk.getByLabel("Date and time").fill(eveningIn(40));
  await desk.getByLabel("Capacity").fill("10");
  await desk.getByLabel("Price").fill("25");
  await desk.getByRole("button", { name: "Create event" }).click();
  await desk.getByRole("heading", { level: 1, name }).waitFor();

  // The event is publicly listed.
  await desk.getByRole("link", { name: "Foyer, all events" }).click();
  await openFromSearch(desk, name);
  await waitForTicketsLeft(desk, 10);
  const eventAddress = new URL(desk.url()).pathname;

  // The attendee finds it too, signs up on the way, and books two tickets.
  await phone.goto("/");
  await openFromSearch(phone, name);
  await waitForTicketsLeft(phone, 10);
  await phone.getByRole("button", { name: "One ticket more" }).click();
  await phone.getByRole("radio", { name: "Cash" }).check();
  await phone.getByRole("button", { name: "Book 2 tickets for EUR 50.00" }).click();
  await phone.getByRole("dialog").getByRole("link", { name: "Sign in" }).click();
  await phone.getByRole("link", { name: "Create an account" }).click();
  await fillSignUp(phone, attendee);
  await phone.getByRole("button", { name: "Book 2 tickets for EUR 50.00" }).click();
  await waitForTickets(phone, 2);

  // Both pages show fewer tickets.
  await phone.goto(eventAddress);
  await ticketsPanel(phone).getByText("You have 2 tickets.").waitFor();
  await waitForTicketsLeft(phone, 8);
  await desk.reload();
  await waitForTicketsLeft(desk, 8);

  // The attendee cancels with a reason.
  await phone.goto("/bookings");
  await phone.getByRole("list", { name: "Bookings" }).getByRole("link", { name }).click();
  await phone.getByRole("button", { name: "Cancel booking" }).click();
  const question = phone.getByRole("dialog", { name: "Cancel your booking?" });
  await question.getByText("2 tickets for EUR 50.00 go back on sale.").waitFor();
  await question.getByLabel("Reason").fill("We both have a cold");
  await question.getByRole("button", { name: "Cancel booking" }).click();
  await question.waitFor({ state: "hidden" });
  await phone.getByRole("main").getByText("“We both have a cold”").waitFor();

  // Both pages show the tickets returned, and the attendee can book again.
  await phone.getByRole("link", { name: "Go to the event" }).click();
  await waitForTicketsLeft(phone, 10);
  await phone.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).waitFor();
  await desk.reload();
  await waitForTicketsLeft(desk, 10);

  // The organizer sees the bookings and the capacity log.
  await desk.getByRole("link", { name: "Manage this event" }).click();
  await desk.waitForURL(`**${eventAddress.replace("/events/", "/manage/")}`);
  const sections = desk.getByRole("navigation", { name: "This event" });
  await sections.getByRole("link", { name: "Attendees" }).click();
  await waitForItems(desk.getByRole("table", { name: "Attendees" }).locator("tbody").getByRole("row"), [
    /Anton Pech.*2.*Cancelled.*“We both have a cold”/s,
  ]);
  await sections.getByRole("link", { name: "Capacity log" }).click();
  await waitForItems(desk.getByRole("table", { name: "Capacity log" }).locator("tbody").getByRole("row"), [
    /2 tickets of Anton Pech came back.*\+2\s+10$/s,
    /Anton Pech booked 2 tickets.*−2\s+8$/s,
    /The event was created with 10 tickets.*\+10\s+10$/s,
  ]);
});

async function openFromSearch(page: Page, name: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search events" }).fill(name);
  await page.getByRole("main").getByText("1 event", { exact: true }).waitFor();
  await page.getByRole("list", { name: "Events" }).getByRole("link", { name }).click();
}
