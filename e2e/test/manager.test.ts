import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { layoutFindings } from "./kit/layout.js";
import { ticketsPanel, waitForFieldError, waitForTicketsLeft } from "./kit/page.js";
import { book, newEvent, newPerson, openAs } from "./kit/people.js";

describe("managing an event", () => {
  test("a new price and capacity hold for what is booked from then on", async ({ open }) => {
    const [organizer, early] = await Promise.all([newPerson("Mina Holt"), newPerson("Emil Post")]);
    const event = await newEvent(organizer);
    const booking = await book(early, event, 2);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await page.getByLabel("Price").fill("30,50");
    await page.getByLabel("Capacity").fill("12");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.waitForURL(`**/manage/${event.id}`);

    const { page: visitor } = await open();
    await visitor.goto(`/events/${event.id}`);
    await waitForTicketsLeft(visitor, 10);
    await visitor.getByRole("button", { name: "Hold 1 ticket for EUR 30.50" }).waitFor();
    expect(await early.api.booking.byId.query({ id: booking.id })).toMatchObject({ totalAmount: 5_000 });
  });

  test("a capacity below what is reserved is refused beside the field", async ({ open }) => {
    const [organizer, first, second] = await Promise.all([
      newPerson("Carl Dorn"),
      newPerson("Ida Berg"),
      newPerson("Jon Wirth"),
    ]);
    const event = await newEvent(organizer);
    await book(first, event, 3);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    const capacity = page.getByLabel("Capacity");
    await capacity.fill("2");
    await page.getByRole("button", { name: "Save changes" }).click();
    await waitForFieldError(capacity, "3 tickets are reserved. Enter 3 or more.");

    // A booking while the form is open makes the form's figures stale.
    await book(second, event, 4);
    await capacity.fill("5");
    await page.getByRole("button", { name: "Save changes" }).click();
    await waitForFieldError(capacity, "already reserved");
    expect(await organizer.api.event.byId.query({ id: event.id })).toMatchObject({
      capacity: 10,
      availableTickets: 3,
    });

    await capacity.fill("7");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.waitForURL(`**/manage/${event.id}`);
    await page.goto(`/events/${event.id}`);
    await ticketsPanel(page).getByText("Sold out", { exact: true }).waitFor();
  });

  test("closing sales shows on the event's page, and opening them again too", async ({ open }) => {
    const organizer = await newPerson("Lena Voss");
    const event = await newEvent(organizer);
    const { page: visitor } = await open();
    await visitor.goto(`/events/${event.id}`);
    await waitForTicketsLeft(visitor, 10);

    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    await page.getByRole("button", { name: "Close sales" }).click();
    const question = page.getByRole("dialog", { name: "Close sales?" });
    await question.getByText("10 tickets can no longer be booked").waitFor();
    await question.getByRole("button", { name: "Close sales" }).click();
    await page.getByRole("button", { name: "Open sales" }).waitFor();

    await visitor.reload();
    await ticketsPanel(visitor).getByText("The organizer has closed sales for this event.").waitFor();

    await page.getByRole("button", { name: "Open sales" }).click();
    await page.getByRole("button", { name: "Close sales" }).waitFor();
    await visitor.reload();
    await visitor.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).waitFor();
  });

  test("the organizer cancels an attendee's booking", async ({ open }) => {
    const [organizer, attendee] = await Promise.all([newPerson("Vera Lund"), newPerson("Paul Ende")]);
    const event = await newEvent(organizer);
    const booking = await book(attendee, event, 2);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/attendees`);
    await page
      .getByRole("row", { name: /Paul Ende/ })
      .getByRole("button", { name: "Cancel booking" })
      .click();
    const question = page.getByRole("dialog", { name: "Cancel the booking of Paul Ende?" });
    await question.getByLabel("Reason").fill("The hall is flooded");
    await question.getByRole("button", { name: "Cancel booking" }).click();
    await page.getByRole("row", { name: /Paul Ende.*Cancelled/ }).waitFor();

    const { page: theirs } = await open();
    await openAs(theirs, attendee, `/bookings/${booking.id}`);
    await theirs.getByText("“The hall is flooded”").waitFor();
  });

  test("somebody else's event is not theirs to manage", async ({ open }) => {
    const [organizer, stranger] = await Promise.all([newPerson("Hanna Pohl"), newPerson("Udo Zorn")]);
    const event = await newEvent(organizer);
    const { page } = await open();
    await openAs(page, stranger, `/manage/${event.id}/attendees`);
    await page.getByRole("heading", { level: 1, name: "This is not your event" }).waitFor();
  });
});

describe.each([
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
])("a booking that is added by hand, on $size", ({ viewport }) => {
  test("is made with the keyboard alone, of hidden kinds too, with a code and for somebody without an address", async ({
    open,
  }) => {
    const [organizer, ann] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
    const event = await newEvent(organizer, {
      ticketTypes: [
        { name: "Adult", price: 2_000 },
        { name: "Staff", price: 1_000, quota: 3, isHidden: true },
      ],
    });
    const eventId = event.id;
    await organizer.api.discountCode.create.mutate({ eventId, code: "PRESS", kind: "percent", value: 50 });
    const { id: questionId } = await organizer.api.question.create.mutate({
      ...{ eventId, label: "Which paper?", type: "text", per: "booking", isRequired: true },
    });
    const items = event.ticketTypes.slice(0, 1).map(({ id }) => ({ ticketTypeId: id, quantity: 1 }));
    await ann.api.booking.create.mutate({ eventId, items, paymentMethod: "cash" });
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${eventId}/attendees`);
    await page.getByRole("link", { name: "Add a booking" }).press("Enter");
    await page.getByText("3 left · hidden").waitFor();

    // Nothing is chosen yet: the button leads to the first kind.
    await page.getByRole("button", { name: "Choose tickets" }).press("Enter");
    await page.keyboard.press("Enter");
    for (let number = 0; number < 2; number++)
      await page.getByRole("button", { name: "One more: Staff" }).press("Enter");
    await page.getByRole("button", { name: "I have a code" }).press("Enter");
    await page.getByLabel("Code", { exact: true }).fill("press");
    await page.keyboard.press("Enter");
    const bookIt = page.getByRole("button", { name: "Book 3 tickets for EUR 20.00" });
    await bookIt.press("Enter");
    await waitForFieldError(page.getByLabel("Name"), "Fill this in.");
    await page.getByLabel("Name").fill("Ann Again");
    await page.getByLabel("Email").fill(ann.email);
    await bookIt.press("Enter");
    await waitForFieldError(page.getByLabel("Email"), "There is a booking for this address already.");
    expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
    await page.getByLabel("Email").fill("");
    await page.getByLabel("Reason").fill("She reviews the evening");
    await page.getByLabel("Which paper?").fill("The Evening Post");
    await bookIt.press("Enter");

    await page.waitForURL(/\/attendees\/[0-9a-f]{24}$/);
    await page.getByText(/^Booked for .?Ann Again.?: 3 tickets for EUR 20.00. Nothing is mailed.$/).waitFor();
    await page.getByText("No address", { exact: true }).waitFor();
    await page
      .getByRole("table", { name: "Tickets and price" })
      .getByRole("row", { name: "Code PRESS −EUR 20.00" })
      .waitFor();
    const id = page.url().slice(-24);
    expect((await organizer.api.booking.answers.query({ id })).answers).toEqual([
      { questionId, ticketNumber: null, value: "The Evening Post" },
    ]);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: "Attendees" }).first().press("Enter");
    await page.getByRole("row", { name: /Ann Again\s*No address/ }).waitFor();
    expect(await organizer.api.event.reconcile.query({ eventId })).toMatchObject({ ok: true });
  });
});
