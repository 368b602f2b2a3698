import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { test } from "./kit/browser.js";
import { waitForTicketsLeft } from "./kit/page.js";
import { expectAccessible, payWith, timer, waitForTickets } from "./kit/paying.js";
import { type EventView, newEvent, newIdentity, newPerson } from "./kit/people.js";

const PHONE = { viewport: { width: 360, height: 740 } };

/** Opens an event without an account, and sends the form for name and address, with the keyboard alone. */
async function bookAsGuest(
  page: Page,
  event: EventView,
  { label, way, ...guest }: { label: string; way?: string; name: string; email: string },
): Promise<void> {
  await page.goto(`/events/${event.id}`);
  if (way !== undefined) await page.getByRole("radio", { name: way }).check();
  await page.getByRole("button", { name: label }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Who are the tickets for?" });
  await dialog.getByLabel("Name").waitFor();
  await expect
    .poll(() => dialog.getByLabel("Name").evaluate((field) => field === document.activeElement))
    .toBe(true);
  await expectAccessible(page);
  await page.keyboard.type(guest.name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(guest.email);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/bookings/*/pay");
}

/** The address that the newest mail with a subject leads to, without the host. */
async function mailedPath(email: string, subject: RegExp): Promise<string> {
  let path: string | undefined;
  await expect
    .poll(async () => {
      const answer = await fetch(`${inject("origin")}/dev/mail`, {
        headers: { accept: "application/json" },
      });
      const mails: { to: string; subject: string; text: string }[] = await answer.json();
      const mail = mails.find((one) => one.to === email && subject.test(one.subject));
      path = /https?:\/\/[^/\s]+(\/\S+#access=\S+)/.exec(mail?.text ?? "")?.[1];
      return path;
    })
    .toBeDefined();
  return path ?? "";
}

test("a guest pays on a phone, has the tickets on this device and in the mail, and nobody else has", async ({
  open,
}) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const guest = newIdentity("Gwen Gast");
  const { page } = await open(PHONE);
  await bookAsGuest(page, event, { ...guest, label: "Hold 1 ticket for EUR 25.00" });
  await timer(page).waitFor();
  await payWith(page, "ok", "EUR 25.00");
  await waitForTickets(page, 1);
  await page.getByRole("listitem").filter({ hasText: "Gwen Gast" }).waitFor();
  await expectAccessible(page);

  // Later, on the same device.
  await page.reload();
  await waitForTickets(page, 1);
  await page.getByRole("link", { name: "Back to the booking" }).click();
  await page.getByText("with your address to see all your bookings anywhere.").waitFor();
  await expectAccessible(page);
  const booking = new URL(page.url()).pathname;
  await page.goto(`/events/${event.id}`);
  await page.getByRole("link", { name: "Open booking" }).click();
  await page.getByRole("button", { name: "Cancel booking" }).waitFor();

  // One more, without an account.
  await page.getByRole("button", { name: "Add tickets" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "One ticket more" }).click();
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).click();
  await page.getByText(/^1 more ticket is held for you until/).waitFor();
  await payWith(page, "ok", "EUR 25.00");
  await waitForTickets(page, 2);

  const { page: stranger } = await open();
  await stranger.goto(booking);
  await stranger.waitForURL("**/sign-in?*");

  // The mail opens it on another device.
  const { page: desk } = await open();
  await desk.goto(await mailedPath(guest.email, /^Your ticket for/));
  await waitForTickets(desk, 2);
  expect(desk.url()).not.toContain("access");
});

test("a guest who pays at the door confirms with the mailed link, on another device", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const guest = newIdentity("Gwen Gast");
  const { page } = await open(PHONE);
  await bookAsGuest(page, event, { ...guest, way: "Cash", label: "Book 1 ticket for EUR 25.00" });
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send the mail again" }).click();
  await page.getByText(`The mail is on its way to ${guest.email}.`).waitFor();

  const { page: desk } = await open();
  await desk.goto(await mailedPath(guest.email, /^Confirm your booking for/));
  await desk.getByRole("button", { name: "Confirm booking" }).waitFor();
  expect(desk.url()).not.toContain("access");
  await expectAccessible(desk);
  // Opening the link has confirmed nothing.
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await desk.getByRole("button", { name: "Confirm booking" }).focus();
  await desk.keyboard.press("Enter");
  await waitForTickets(desk, 1);

  // The device that booked follows.
  await waitForTickets(page, 1);
  await page.getByText("EUR 25.00 to pay at the door").first().waitFor();
  await page.goto(`/events/${event.id}`);
  await waitForTicketsLeft(page, 9);
});
