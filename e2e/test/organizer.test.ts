import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForFieldError } from "./kit/page.js";
import { book, bookPaid, newEvent, newPerson, openAs } from "./kit/people.js";

function row(page: Page, name: string) {
  return page.getByRole("row", { name: new RegExp(name) });
}

async function openMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "More about this event" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

describe("an event's figures", () => {
  test("tell what is sold, paid, owed, waited for and inside, drawn and as a table", async ({ open }) => {
    const [organizer, ann, ben, cleo] = await Promise.all([
      newPerson("Mina Holt"),
      newPerson("Ann Li"),
      newPerson("Ben Ode"),
      newPerson("Cleo Sand"),
    ]);
    const event = await newEvent(organizer, { capacity: 5 });
    await bookPaid(ann, event, 2);
    const { id } = await book(ben, event, 3);
    await cleo.api.waitlist.join.mutate({ eventId: event.id, ticketQuantity: 2 });
    const [ticket] = await ben.api.booking.tickets.query({ id });
    const scan = { eventId: event.id, code: ticket?.code ?? "", scanId: "scan-1" };
    await organizer.api.booking.checkIn.mutate(scan);

    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    for (const [name, words] of [
      ["Sold", "5 of 5 tickets, in 2 bookings"],
      ["Waiting list", "2 wanted by 1 person"],
      ["Checked in", "1 of 5 sold"],
      ["Revenue", /^EUR 50\.00/],
      ["To collect in cash", "EUR 75.00 at the door"],
    ] as const) {
      await page.locator(`dt:text-is("${name}") + dd`).filter({ hasText: words }).waitFor();
    }
    await page.getByText("The books balance").waitFor();
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("The books balance").waitFor();

    await page.getByRole("img", { name: /^5 tickets from/ }).waitFor();
    await page.getByRole("button", { name: "Show as a table" }).press("Enter");
    await page
      .getByRole("table", { name: "Sales per day" })
      .getByRole("row", { name: /2 5 EUR 125.00$/ })
      .waitFor();
  });

  test("warn of refunds that fail, and lead to them", async ({ open }) => {
    const [organizer, ann] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
    const event = await newEvent(organizer);
    const { id } = await bookPaid(ann, event, 2, "tok_refund_fails");
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    await ann.api.booking.cancel.mutate({ id, reason: "I am ill" });
    await expect
      .poll(async () => (await organizer.api.event.stats.query({ eventId: event.id })).failingRefunds)
      .toBe(1);
    await page.reload();
    await page.getByText("1 refund failed and is tried again.").waitFor();
    await page.getByRole("link", { name: "See what went wrong" }).click();
    await row(page, "Ann Li").getByText("Failed, tried again").filter({ visible: true }).waitFor();
    await row(page, "Ann Li")
      .getByText(/^Tried (once|\d+ times), next try/)
      .filter({ visible: true })
      .waitFor();
  });
});

describe("attendees", () => {
  test("are found by name, ticket code and filters that the address keeps", async ({ open }) => {
    const [organizer, ann, ben] = await Promise.all([
      newPerson("Mina Holt"),
      newPerson("Ann Li"),
      newPerson("Ben Ode"),
    ]);
    const event = await newEvent(organizer);
    await book(ann, event, 2);
    const { id } = await bookPaid(ben, event, 1);
    const [ticket] = await ben.api.booking.tickets.query({ id });
    const { page } = await open();
    const path = `/manage/${event.id}/attendees`;
    await openAs(page, organizer, path);
    await page.getByText("2 bookings", { exact: true }).waitFor();
    const search = page.getByRole("searchbox", { name: "Search attendees" });
    await search.fill("ann li");
    await waitForAddress(page, path, { q: "ann li" });
    await page.getByText("1 booking", { exact: true }).waitFor();
    await search.fill(ticket?.code ?? "");
    await row(page, "Ben Ode").waitFor();
    await row(page, "Ann Li").waitFor({ state: "hidden" });
    await search.fill("");
    await page.getByRole("combobox", { name: "Payment" }).selectOption("Not paid yet");
    await page.getByRole("combobox", { name: "Admission" }).selectOption("Somebody is missing");
    await waitForAddress(page, path, { payment: "pending", admission: "missing" });
    await page.reload();
    await row(page, "Ann Li").waitFor();
    expect(await row(page, "Ben Ode").count()).toBe(0);
    await page.getByText("Cancelled", { exact: true }).click();
    await page.getByText("No such bookings").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await waitForAddress(page, path, {});
    await page.getByText("2 bookings", { exact: true }).waitFor();
  });

  test("pay in cash, are cancelled, and get their cash back", async ({ open }) => {
    const [organizer, ann] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
    const event = await newEvent(organizer);
    await book(ann, event, 2);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/attendees`);
    await row(page, "Ann Li").getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    const paying = page.getByRole("dialog", { name: "Did Ann Li pay EUR 50.00 in cash?" });
    await paying.getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    await row(page, "Ann Li").getByText("EUR 50.00 paid").filter({ visible: true }).waitFor();

    await row(page, "Ann Li").getByRole("button", { name: "Cancel booking" }).click();
    const cancelling = page.getByRole("dialog", { name: "Cancel the booking of Ann Li?" });
    await cancelling.getByLabel("Reason").fill("The hall is flooded");
    await cancelling.getByRole("button", { name: "Cancel booking" }).click();
    await row(page, "Ann Li.*Cancelled").waitFor();

    await page.getByRole("link", { name: "Refunds" }).click();
    await row(page, "Ann Li").getByText("To give back in cash").filter({ visible: true }).waitFor();
    await row(page, "Ann Li").getByRole("button", { name: "Mark EUR 50.00 as given back" }).click();
    const returning = page.getByRole("dialog", { name: "Did you give EUR 50.00 back to Ann Li?" });
    await returning.getByRole("button", { name: "Mark EUR 50.00 as given back" }).click();
    // Exact, since the pressed button contains these words as well.
    await row(page, "Ann Li").getByText("Given back", { exact: true }).filter({ visible: true }).waitFor();
    expect(await organizer.api.event.stats.query({ eventId: event.id })).toMatchObject({
      revenue: 0,
      refunds: 5_000,
      refundsDue: 0,
    });
  });

  test("and the capacity log can be taken away as CSV", async ({ open }) => {
    const [organizer, ann] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
    const event = await newEvent(organizer);
    await book(ann, event, 2);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/attendees`);
    for (const [tab, words] of [
      ["Attendees", ann.email],
      ["Capacity log", "Ann Li"],
    ] as const) {
      await page.getByRole("link", { name: tab }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download CSV" }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
      expect(await readFile(await download.path(), "utf8")).toContain(words);
    }
  });
});

describe("a whole event", () => {
  test("is cancelled after its figures, and every booking follows", async ({ open }) => {
    const [organizer, ann, ben] = await Promise.all([
      newPerson("Mina Holt"),
      newPerson("Ann Li"),
      newPerson("Ben Ode"),
    ]);
    const event = await newEvent(organizer);
    const booking = await bookPaid(ann, event, 2);
    await book(ben, event, 1);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    await openMenu(page, "Cancel event");
    const question = page.getByRole("dialog", { name: "Cancel this event?" });
    await question.getByText("2 bookings will be cancelled and EUR 50.00 refunded.").waitFor();
    await question.getByRole("button", { name: "Cancel event" }).click();
    await waitForFieldError(question.getByLabel("Reason"), "Say why in a few words.");
    await question.getByLabel("Reason").fill("The roof is off");
    await question.getByRole("button", { name: "Cancel event" }).click();
    await question.getByText("Tick this to go on.").waitFor();
    await question.getByLabel(/^Yes, cancel it for good/).check();
    await question.getByRole("button", { name: "Cancel event" }).click();

    const notice = page.getByRole("region", { name: "Cancellation" });
    await notice.getByText("“The roof is off”").waitFor();
    await notice.getByText("2 bookings cancelled.").waitFor();
    await notice.getByRole("link", { name: "See the refunds" }).click();
    // Exact, since the pressed button contains these words as well.
    await row(page, "Ann Li").getByText("Given back", { exact: true }).filter({ visible: true }).waitFor();
    expect(await ann.api.booking.byId.query({ id: booking.id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "event",
    });
    expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(0);
    await page.goto("/manage");
    await row(page, event.name).getByText("Cancelled").filter({ visible: true }).waitFor();
  });

  test("is duplicated, closed for booking until its organizer opens it", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    await openMenu(page, "Duplicate event");
    const question = page.getByRole("dialog", { name: "Duplicate this event" });
    await question.getByText(/It is closed for booking until you open its sales\.$/).waitFor();
    await question.getByRole("button", { name: "Duplicate event" }).click();
    await page.waitForURL((url) => url.pathname.endsWith("/edit") && !url.pathname.includes(event.id));
    expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe(event.name);
    const id = new URL(page.url()).pathname.split("/")[2] ?? "";
    const copy = await organizer.api.event.byId.query({ id });
    expect(copy).toMatchObject({ isActive: false, capacity: event.capacity, price: event.price });
    const days = (copy.dateTime.getTime() - event.dateTime.getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("button", { name: "Open sales" }).click();
    await page.getByRole("button", { name: "Close sales" }).waitFor();
  });
});
