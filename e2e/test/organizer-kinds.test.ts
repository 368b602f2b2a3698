import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { focusedDialog, waitForFieldError, waitForRest } from "./kit/page.js";
import { eveningIn, newEvent, newPerson, openAs, type Person, uniqueWord } from "./kit/people.js";

const SIZES = [
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
] as const;

/** Presses a button without a pointer. */
async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name }).filter({ visible: true }).press("Enter");
}

/** The fields of the kind at a place of the list. */
function kindAt(page: Page, index: number) {
  return page.getByRole("group", { name: "Kinds of tickets" }).getByRole("listitem").nth(index);
}

/** The button with which a kind, at a place of the list, is folded and unfolded. */
function lineAt(page: Page, index: number) {
  return kindAt(page, index).getByRole("button").first();
}

/** Waits until the focus is on what the list of kinds calls so. */
async function waitForFocus(page: Page, name: RegExp): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-focus")))
    .toMatch(name);
}

/** Books past the browser: so many of each kind that is named. */
async function order(person: Person, eventId: string, quantities: Record<string, number>, code?: string) {
  const { ticketTypes } = await person.api.event.byId.query({ id: eventId });
  const items = ticketTypes.flatMap(({ id, name }) => {
    const quantity = quantities[name];
    return quantity === undefined ? [] : [{ ticketTypeId: id, quantity }];
  });
  return person.api.booking.create.mutate({
    eventId,
    items,
    paymentMethod: "cash",
    ...(code !== undefined && { code }),
  });
}

describe.each(SIZES)("an event with three kinds and a code, on $size", ({ viewport }) => {
  test("is made, sold and looked after with the keyboard alone", async ({ open }) => {
    const [organizer, ann, ben, cleo] = await Promise.all([
      newPerson("Mina Holt"),
      newPerson("Ann Li"),
      newPerson("Ben Ode"),
      newPerson("Cleo Sand"),
    ]);
    const { page } = await open({ viewport });
    await openAs(page, organizer, "/manage/new");
    const name = `Evening ${uniqueWord()}`;
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("combobox", { name: "Category" }).fill("Music");
    await page.getByLabel("Description").fill("An evening with several kinds.");
    await page.getByLabel("Venue").fill("Small Hall");
    await page.getByLabel("Date and time").fill(eveningIn(30));
    await page.getByLabel("Capacity").fill("12");
    await page.getByLabel("Price").fill("20");

    // The price becomes that of the first kind, and the focus is where typing goes on.
    await press(page, "Several kinds of tickets");
    await waitForFocus(page, / name$/);
    await kindAt(page, 0).getByLabel("Name of the kind").fill("Adult");
    await kindAt(page, 1).getByLabel("Name of the kind").fill("Child");
    await kindAt(page, 1).getByLabel("Price").fill("8");
    await press(page, "Add a kind of tickets");
    await waitForFocus(page, / name$/);
    await page.keyboard.type("Balcony");
    await kindAt(page, 2).getByLabel("Price").fill("30");
    await kindAt(page, 2).getByLabel("How many").fill("2");
    await press(page, "Move Balcony up");
    await page.getByText("Balcony is number 2 of 3 now.").waitFor();
    await kindAt(page, 1).getByLabel("Name of the kind").and(page.locator('[value="Balcony"]')).waitFor();

    // What is wrong in what is folded away opens it.
    await kindAt(page, 0).getByText("More about this kind").press("Enter");
    await kindAt(page, 0).getByLabel("At least per booking").fill("4");
    await kindAt(page, 0).getByLabel("At most per booking").fill("2");
    await press(page, "Create event");
    await waitForFieldError(kindAt(page, 0).getByLabel("At most per booking"), "cannot be fewer");
    await kindAt(page, 0).getByLabel("At least per booking").fill("");
    await kindAt(page, 0).getByLabel("At most per booking").fill("");
    await page.getByText("Sales, times and ways to pay").press("Enter");
    await page.getByLabel("Most tickets per person").fill("6");
    expect(await findings(page)).toEqual([]);
    await press(page, "Create event");
    await page.getByText(`${name}`).first().waitFor();
    await page.waitForURL(/\/manage\/[0-9a-f]{24}$/);
    const eventId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect(await organizer.api.event.ticketTypes.query({ eventId })).toMatchObject([
      { name: "Adult", description: null, price: 2_000, quota: null, maxPerBooking: null },
      { name: "Balcony", price: 3_000, quota: 2 },
      { name: "Child", price: 800 },
    ]);
    expect(await organizer.api.event.byId.query({ id: eventId })).toMatchObject({
      price: 800,
      maxTicketsPerPerson: 6,
    });

    // A code for two of the kinds.
    await page.getByRole("link", { name: "Codes" }).press("Enter");
    await press(page, "Create a code");
    const dialog = await focusedDialog(page);
    await dialog.getByLabel("Code", { exact: true }).fill("early bird");
    await dialog.getByLabel("Percent off", { exact: true }).last().fill("25");
    await dialog.getByRole("checkbox", { name: "Adult" }).press("Space");
    await dialog.getByRole("checkbox", { name: "Child" }).press("Space");
    await dialog.getByLabel("Most uses in all").fill("10");
    expect(await findings(page)).toEqual([]);
    await press(page, "Create code");
    await page
      .getByRole("row", { name: /early bird/ })
      .getByText("0 of 10")
      .waitFor();

    const booking = await order(ann, eventId, { Adult: 2, Balcony: 2, Child: 1 }, "EARLYBIRD");
    await order(ben, eventId, { Adult: 6 });
    await cleo.api.waitlist.join.mutate({
      eventId,
      ticketTypeId: booking.items.find((item) => item.name === "Balcony")?.ticketTypeId ?? "",
      ticketQuantity: 1,
    });

    // The sales of each kind and of the code: 25 % of EUR 48.00 are EUR 12.00.
    await page.getByRole("link", { name: "Overview" }).press("Enter");
    // On a phone what a code took off stands beneath the name.
    const kinds = page.getByRole("table", { name: "Sales by kind" });
    await kinds.getByRole("row", { name: /^Adult (EUR 10.00 off )?8 .*EUR 150.00$/ }).waitFor();
    await kinds.getByRole("row", { name: /^Balcony 2 of 2 .*EUR 60.00$/ }).waitFor();
    await page
      .getByRole("table", { name: "Sales by code" })
      .getByRole("row", { name: /^early bird (EUR 12.00 off )?3 .*EUR 36.00$/ })
      .waitFor();
    expect(await findings(page)).toEqual([]);

    // One page for the booking.
    await page.getByRole("link", { name: "Attendees" }).press("Enter");
    await page.getByRole("link", { name: "Ann Li" }).press("Enter");
    const price = page.getByRole("table", { name: "Tickets and price" });
    await price.getByRole("row", { name: "Code early bird −EUR 12.00" }).waitFor();
    await price.getByRole("row", { name: "Total EUR 96.00" }).waitFor();
    await page.getByText("5 tickets taken").waitFor();
    await press(page, "Mail the tickets again");
    await page.getByText(`The mail is on its way to ${ann.email}.`).waitFor();
    expect(await findings(page)).toEqual([]);

    // Money is given back while the booking stays.
    await organizer.api.booking.markPaid.mutate({ id: booking.id });
    await press(page, "Give money back");
    await focusedDialog(page);
    await dialog.getByLabel("Amount").fill("97");
    await dialog.getByLabel("Reason").fill("The balcony is cold");
    await dialog.getByRole("button", { name: "Give money back" }).press("Enter");
    await waitForFieldError(dialog.getByLabel("Amount"), "At most EUR 96.00");
    await dialog.getByLabel("Amount").fill("6");
    await dialog.getByRole("button", { name: "Give money back" }).press("Enter");
    await price.getByRole("row", { name: "Given back −EUR 6.00" }).waitFor();
    await page.getByText(/^EUR 6.00 to be given back/).waitFor();
    await press(page, "Mark EUR 6.00 as given back");
    await focusedDialog(page);
    await dialog.getByRole("button", { name: "Mark EUR 6.00 as given back" }).press("Enter");
    await page.getByText("EUR 6.00 is marked as given back.").waitFor();
    await page.getByText(/^EUR 6.00 given back/).waitFor();

    // The list, with an offer by hand once there is something to offer.
    await page.getByRole("link", { name: "Waiting list" }).press("Enter");
    await page
      .getByRole("row", { name: /Cleo Sand/ })
      .getByText("Waiting")
      .filter({ visible: true })
      .waitFor();
    await organizer.api.event.setActive.mutate({ id: eventId, isActive: false });
    await organizer.api.booking.cancel.mutate({ id: booking.id, reason: "By wish" });
    await page.reload();
    await press(page, "Offer 1 ticket to Cleo Sand");
    await page.getByText("1 ticket is offered to Cleo Sand.").waitFor();
    await page.getByLabel("Which places").selectOption({ label: "Offered" });
    await page.getByRole("row", { name: /Cleo Sand/ }).waitFor();
    await waitForRest(page);
    expect(await findings(page)).toEqual([]);

    // What was sold can be closed and not removed.
    await page.getByRole("link", { name: "Edit", exact: true }).press("Enter");
    await press(page, /^Adult/);
    await press(page, /^Child/);
    await kindAt(page, 0).getByText("Sold, so it can be closed and not removed.").waitFor();
    await kindAt(page, 2).getByRole("button", { name: "Remove Child" }).press("Enter");
    await press(page, "Save changes");
    await page.getByRole("group", { name: "Kinds of tickets" }).getByText("“Child” was sold").waitFor();
    await press(page, "Put Child back, closed");
    await press(page, "Save changes");
    await page.getByText("The changes are saved.").waitFor();
    expect(await organizer.api.event.ticketTypes.query({ eventId })).toMatchObject([
      { name: "Adult", isClosed: false },
      { name: "Balcony", isClosed: false },
      { name: "Child", isClosed: true },
    ]);
  });
});

describe.each(SIZES)("an event with thirty kinds, on $size", ({ viewport }) => {
  test("is edited kind by kind, with the keyboard alone", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer, {
      capacity: 300,
      ticketTypes: Array.from({ length: 30 }, (_, index) => ({
        name: `Row ${index + 1}`,
        price: 1_000 + 100 * index,
        quota: 10,
        ...(index === 1 && { isHidden: true }),
        ...(index === 2 && { isClosed: true }),
        ...(index === 3 && { salesFrom: new Date(Date.now() + 86_400_000) }),
      })),
    });
    await order(await newPerson("Ann Li"), event.id, { "Row 1": 4 });
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);

    // A line each: the list is looked over without a field of it.
    const nameFields = page.getByLabel("Name of the kind");
    await lineAt(page, 0).getByText("EUR 10.00 · 4 of 10 reserved").waitFor();
    await lineAt(page, 1).getByText("hidden").waitFor();
    await lineAt(page, 2).getByText("closed").waitFor();
    await lineAt(page, 3)
      .getByText(/on sale from/)
      .waitFor();
    await page.getByText("There can be 30 kinds, and no more.").waitFor();
    expect(await nameFields.count()).toBe(0);
    const height = await page.getByRole("group", { name: "Kinds of tickets" }).boundingBox();
    expect(height?.height).toBeLessThan(30 * 90);
    expect(await findings(page)).toEqual([]);

    // Opened and folded again.
    const eighth = lineAt(page, 7);
    expect(await eighth.getAttribute("aria-expanded")).toBe("false");
    await eighth.press("Enter");
    expect(await eighth.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await waitForFocus(page, / name$/);
    await page.keyboard.press("End");
    await page.keyboard.type(" (stage)");
    await kindAt(page, 7).getByLabel("Price").fill("");
    await eighth.press("Space");
    expect(await nameFields.count()).toBe(0);
    await eighth.getByText("No price yet").waitFor();

    // What is wrong opens it, has the focus, and cannot be folded away.
    await press(page, "Save changes");
    const price = kindAt(page, 7).getByLabel("Price");
    await waitForFieldError(price, "Write the price in figures");
    const hasFocus = () => price.evaluate((field) => field === document.activeElement);
    await expect.poll(hasFocus).toBe(true);
    await eighth.press("Enter");
    await expect.poll(hasFocus).toBe(true);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.type("55");
    expect(await eighth.getAttribute("aria-expanded")).toBe("true");

    // By one place from the line, and far from within.
    await press(page, "Move Row 2 up");
    await page.getByText("Row 2 is number 1 of 30 now.").waitFor();
    await waitForFocus(page, / up$/);
    await kindAt(page, 7).getByLabel("Place in the list").selectOption({ label: "30 of 30" });
    await waitForFocus(page, / place$/);
    await lineAt(page, 29).getByText("Row 8 (stage)").waitFor();

    // A kind that is gone leaves the focus at the next one, and room for another.
    await lineAt(page, 27).press("Enter");
    await press(page, "Remove Row 29");
    await waitForFocus(page, / line$/);
    await press(page, "Add a kind of tickets");
    await waitForFocus(page, / name$/);
    await page.keyboard.type("Standing");
    await kindAt(page, 29).getByLabel("Price").fill("5");
    await press(page, "Open all");
    expect(await nameFields.count()).toBe(30);
    await press(page, "Fold all");
    expect(await nameFields.count()).toBe(0);
    await press(page, "Save changes");
    await page.getByText("The changes are saved.").waitFor();
    const saved = await organizer.api.event.ticketTypes.query({ eventId: event.id });
    expect(saved.map(({ name }) => name)).toEqual([
      "Row 2",
      "Row 1",
      ...[3, 4, 5, 6, 7, ...Array.from({ length: 20 }, (_, index) => index + 9), 30].map(
        (row) => `Row ${row}`,
      ),
      "Row 8 (stage)",
      "Standing",
    ]);
    expect(saved.at(-2)?.price).toBe(5_500);
  });

  test("goes back to one kind at the price of the last one", async ({ open }) => {
    const { page } = await open({ viewport });
    await openAs(page, await newPerson("Mina Holt"), "/manage/new");
    await page.getByLabel("Price").fill("20");
    await press(page, "Several kinds of tickets");
    await press(page, "Remove Kind 2");
    await waitForFocus(page, / line$/);
    await press(page, "Remove Kind 1");
    await waitForFocus(page, /^several$/);
    expect(await page.getByLabel("Price").inputValue()).toBe("20");
  });
});
