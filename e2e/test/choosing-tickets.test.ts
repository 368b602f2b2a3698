import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { keepPicture, test } from "./kit/browser.js";
import { ticketsPanel, waitForFieldError } from "./kit/page.js";
import { expectAccessible, timer, waitForTickets } from "./kit/paying.js";
import { newEvent, newPerson, openAs, type Person } from "./kit/people.js";

const HOUR_MS = 3_600_000;
const LOOKS = process.env.KEEP_PICTURES === "1";

/** An event with kinds in every state, and codes: one takes off 20 %, one opens a hidden kind, one is used up. */
async function newEventWithKinds(organizer: Person) {
  const event = await newEvent(organizer, {
    capacity: 20,
    doorsAt: new Date(Date.now() + 29 * 24 * HOUR_MS),
    maxTicketsPerPerson: 6,
    ticketTypes: [
      { name: "Standard", description: "A seat in the hall.", price: 2_500 },
      { name: "Student", price: 1_000, quota: 5, maxPerBooking: 2 },
      { name: "Group", price: 2_000, minPerBooking: 4 },
      { name: "Evening desk", price: 3_000, salesFrom: new Date(Date.now() + 24 * HOUR_MS) },
      { name: "First row", price: 4_000, quota: 1 },
      { name: "Friends", price: 500, isHidden: true },
    ],
  });
  const all = await organizer.api.event.ticketTypes.query({ eventId: event.id });
  const idOf = (wanted: string) => {
    const type = all.find(({ name }) => name === wanted);
    if (type === undefined) throw new Error(`There is no ${wanted}.`);
    return type.id;
  };
  const code = organizer.api.discountCode.create;
  await code.mutate({ eventId: event.id, code: "SPRING", kind: "percent", value: 20 });
  await code.mutate({ eventId: event.id, code: "FRIENDS", kind: "unlock", ticketTypeIds: [idOf("Friends")] });
  await code.mutate({ eventId: event.id, code: "GONE", kind: "amount", value: 100, maxUses: 1 });
  const first = await newPerson("Fanny First");
  await first.api.booking.create.mutate({
    eventId: event.id,
    items: [{ ticketTypeId: idOf("First row"), quantity: 1 }],
    code: "GONE",
    paymentMethod: "cash",
  });
  return { event, idOf };
}

/** Goes on with the tabulator until something has the focus. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  await place.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await place.evaluate((element) => document.activeElement === element)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("The tabulator does not lead there.");
}

async function pressWithKeyboard(page: Page, place: Locator): Promise<void> {
  await tabTo(page, place);
  await page.keyboard.press("Enter");
}

const kind = (page: Page, name: string) =>
  page.getByRole("list", { name: "Kinds of tickets" }).getByRole("listitem").filter({ hasText: name });

test.for([
  { size: "phone", viewport: { width: 360, height: 740 } },
  { size: "desk", viewport: { width: 1280, height: 900 } },
] as const)(
  "kinds are chosen with a code and paid for with the keyboard alone, at the size of a $size",
  async ({ size, viewport }, { open }) => {
    const { event } = await newEventWithKinds(await newPerson("Olga Sand"));
    const { page } = await open({ viewport });
    const look = (name: string) => (LOOKS ? keepPicture(page, `kinds ${size} ${name}`) : undefined);
    await openAs(page, await newPerson("Anton Pech"), `/events/${event.id}`);
    await ticketsPanel(page).getByText("From EUR 10.00").waitFor();
    await kind(page, "Student").getByText("5 left · At most 2 per booking").waitFor();
    await kind(page, "Group").getByText("At least 4 per booking").waitFor();
    await kind(page, "Evening desk")
      .getByText(/^On sale from /)
      .waitFor();
    await kind(page, "First row").getByText("Sold out").waitFor();
    await page.getByText("Doors open").waitFor();
    await expectAccessible(page);
    await look("1 start");

    // Nothing chosen: the button leads to where tickets are chosen.
    await pressWithKeyboard(page, page.getByRole("button", { name: "Choose tickets" }));
    const standard = page.getByRole("button", { name: "One more: Standard" });
    await expect.poll(() => standard.evaluate((element) => document.activeElement === element)).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await pressWithKeyboard(page, page.getByRole("button", { name: "One more: Student" }));
    // At least four of a group are too many beside three others.
    expect(await page.getByRole("button", { name: "One more: Group" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 60.00" }).waitFor();

    await pressWithKeyboard(page, page.getByRole("button", { name: "I have a code" }));
    const field = page.getByRole("textbox", { name: "Code" });
    await tabTo(page, field);
    await page.keyboard.type("GONE");
    await page.keyboard.press("Enter");
    await waitForFieldError(field, "This code has been used as often as it may be.");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await waitForFieldError(field, "This code does not work for these tickets.");
    await look("2 wrong code");
    await expectAccessible(page);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("spring");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("20 % off.").waitFor();
    await page.getByText("Discount with SPRING").waitFor();
    await page.getByText("−EUR 12.00").waitFor();
    await expectAccessible(page);
    await look("3 discount");
    await pressWithKeyboard(page, page.getByRole("button", { name: "Hold 3 tickets for EUR 48.00" }));

    await page.waitForURL("**/bookings/*/pay");
    await timer(page).waitFor();
    await page.getByText("2 × Standard at EUR 25.00").waitFor();
    await page.getByText("Discount with SPRING").waitFor();
    await look("4 checkout");
    await expectAccessible(page);

    // Held kinds change places, at what they were held for.
    await pressWithKeyboard(page, page.getByRole("button", { name: "Change tickets" }));
    const dialog = page.getByRole("dialog");
    await dialog.getByText("You hold 2 tickets, EUR 25.00 each").waitFor();
    expect(await dialog.getByRole("button", { name: "One more: Group" }).isDisabled()).toBe(true);
    await pressWithKeyboard(page, dialog.getByRole("button", { name: "One fewer: Standard" }));
    await pressWithKeyboard(page, dialog.getByRole("button", { name: "One more: Student" }));
    await dialog.getByText("The total is then EUR 36.00.").waitFor();
    await expectAccessible(page);
    await look("5 change");
    await pressWithKeyboard(page, dialog.getByRole("button", { name: "Hold 3 tickets for EUR 36.00" }));
    await page.getByText("2 × Student at EUR 10.00").waitFor();
    await page.getByText("You hold 3 tickets now.").waitFor();
    await pressWithKeyboard(page, page.getByRole("button", { name: "Pay EUR 36.00" }));
    await waitForTickets(page, 3);
    await expectAccessible(page);
    await look("6 tickets");
    await pressWithKeyboard(page, page.getByRole("link", { name: "Back to the booking" }));
    await page.getByText("3 tickets (1 × Standard, 2 × Student)").waitFor();
    await page.getByText("EUR 36.00 paid", { exact: true }).waitFor();
    await expectAccessible(page);
    await look("7 booking");
  },
);

test("a link with a code opens a hidden kind, survives signing in, and what is taken meanwhile is said beside it", async ({
  open,
}) => {
  const { event, idOf } = await newEventWithKinds(await newPerson("Olga Sand"));
  const attendee = await newPerson("Anton Pech");
  const { page } = await open({ viewport: { width: 360, height: 740 }, isLive: false });
  await page.goto(`/events/${event.id}?code=friends`);
  await page.getByRole("status").getByText("Opens “Friends”.").waitFor();
  await kind(page, "Friends").getByRole("button", { name: "One more: Friends" }).click();
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 5.00" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Sign in" }).click();
  // The dialog asks for an address as well.
  await page.getByLabel("Password").waitFor();
  await page.getByLabel("Email").fill(attendee.email);
  await page.getByLabel("Password").fill(attendee.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 5.00" }).waitFor();

  // Others take all of the students' tickets.
  await page.getByRole("button", { name: "One more: Student" }).click();
  for (const quantity of [2, 2, 1]) {
    const other = await newPerson("Otto Other");
    await other.api.booking.create.mutate({
      eventId: event.id,
      items: [{ ticketTypeId: idOf("Student"), quantity }],
      paymentMethod: "cash",
    });
  }
  await page.getByRole("radio", { name: "Cash" }).check();
  await page.getByRole("button", { name: "Book 2 tickets for EUR 15.00" }).click();
  const notice = kind(page, "Student").getByRole("alert");
  await notice.getByText("The last tickets of this kind have just gone.").waitFor();
  await kind(page, "Student").getByText("Sold out").waitFor();
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "kinds sold out meanwhile");

  // Waits for that kind; the others stay on sale, and its list is one of its own.
  await kind(page, "Student").getByRole("button", { name: "Join the waiting list: Student" }).click();
  await page.getByText("“Student” is sold out.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Join the waiting list" }).click();
  await page.getByText("You are next in line for 1 ticket (Student).").waitFor();
  await page.getByRole("button", { name: "One more: Standard" }).waitFor();
  await expectAccessible(page);
  if (LOOKS) await keepPicture(page, "kinds waiting");
  await page.goto("/bookings");
  await page.getByText("You are next in line for 1 ticket (Student)").waitFor();
});

test("cash that is due by a date, and only the ways to pay that an event takes", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const cashDueAt = new Date(Date.now() + 7 * 24 * HOUR_MS);
  const event = await newEvent(organizer, { cashDueAt, paymentMethods: ["cash"] });
  const { page } = await open({ viewport: { width: 360, height: 740 } });
  await openAs(page, await newPerson("Anton Pech"), `/events/${event.id}`);
  await page
    .getByText(/You pay the organizer in cash by .*; unpaid tickets go back on sale then\./)
    .waitFor();
  expect(await page.getByRole("radio").count()).toBe(0);
  await page.getByRole("button", { name: "Book 1 ticket for EUR 25.00" }).click();
  await waitForTickets(page, 1);
  await page.getByText(/^EUR 25\.00 to pay in cash by \w{3} \d+ \w+ \d{4}, \d\d:\d\d\.$/).waitFor();
  await expectAccessible(page);
});

test.for([
  { size: "phone", viewport: { width: 360, height: 740 } },
  { size: "desk", viewport: { width: 1280, height: 900 } },
] as const)(
  "of thirty kinds, those that cannot be had come last, and the button stays in view, at the size of a $size",
  async ({ size, viewport }, { open }) => {
    const event = await newEvent(await newPerson("Olga Sand"), {
      capacity: 300,
      ticketTypes: Array.from({ length: 30 }, (_, index) => ({
        name: `Row ${index + 1}`,
        price: 1_000 + 100 * index,
        quota: index === 0 ? 0 : 10,
        ...(index === 1 && { salesFrom: new Date(Date.now() + 24 * HOUR_MS) }),
      })),
    });
    const { page } = await open({ viewport });
    await openAs(page, await newPerson("Anton Pech"), `/events/${event.id}`);
    const names = page.getByRole("list", { name: "Kinds of tickets" }).getByRole("heading");
    await expect.poll(() => names.count()).toBe(30);
    const shown = await names.allTextContents();
    expect(shown.at(0)).toBe("Row 3");
    expect(shown.slice(-2)).toEqual(["Row 1", "Row 2"]);
    await kind(page, "Row 1").last().getByText("Sold out").waitFor();

    const isInView = (button: Locator) =>
      button.evaluate((element) => {
        const { top, bottom, left } = element.getBoundingClientRect();
        const seen = document.elementFromPoint(left + 20, (top + bottom) / 2);
        return top >= 0 && bottom <= window.innerHeight && element.contains(seen);
      });
    const more = (name: string) => page.getByRole("button", { name: `One more: ${name}`, exact: true });
    await more("Row 3").click();
    await more("Row 16").click();
    await more("Row 30").click();
    const hold = page.getByRole("button", { name: "Hold 3 tickets for EUR 76.00" });
    for (const name of ["Row 3", "Row 16", "Row 30"]) {
      await more(name).scrollIntoViewIfNeeded();
      expect(await isInView(hold)).toBe(true);
    }
    await page.getByText("1 × Row 16").waitFor();
    await expectAccessible(page);
    if (LOOKS) await keepPicture(page, `thirty kinds ${size}`);
  },
);
