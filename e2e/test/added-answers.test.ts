import { describe, expect } from "vitest";
import { keepPicture, test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { layoutFindings } from "./kit/layout.js";
import { waitForFieldError } from "./kit/page.js";
import { payWith, waitForTickets } from "./kit/paying.js";
import { book, bookPaid, type EventView, newEvent, newPerson, openAs, type Person } from "./kit/people.js";

const LOOKS = process.env.KEEP_PICTURES === "1";

/** Has an event ask what is eaten with each ticket, and for a consent. */
async function ask(organizer: Person, { id: eventId }: EventView): Promise<void> {
  const question = { eventId, isRequired: true } as const;
  await organizer.api.question.create.mutate({
    ...question,
    label: "What do you eat?",
    type: "choice",
    options: ["All", "Vegan"],
    per: "ticket",
  });
  await organizer.api.question.create.mutate({
    ...question,
    label: "I agree to be filmed",
    type: "consent",
    per: "booking",
  });
}

describe.for([
  ["on a phone", { viewport: { width: 360, height: 780 } }],
  ["at a desk, in the dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
] as const)("an event that asks something, %s", ([where, size]) => {
  test("asks for tickets that are added before they are paid, or added for free", async ({ open }) => {
    const [organizer, attendee] = await Promise.all([newPerson("Olga Sand"), newPerson("Anton Pech")]);
    const [paid, free] = await Promise.all([newEvent(organizer), newEvent(organizer, { price: 0 })]);
    const [{ id }, { id: ofFree }] = [await bookPaid(attendee, paid, 1), await book(attendee, free, 1)];
    await Promise.all([ask(organizer, paid), ask(organizer, free)]);
    const { page } = await open(size);
    await openAs(page, attendee, `/bookings/${id}`);
    await page.getByText("The organizer asks something that is not answered yet.").waitFor();
    if (LOOKS) await keepPicture(page, `answers missing, ${where}`);
    await page.getByRole("button", { name: "Add tickets" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "One ticket more" }).click();
    await dialog.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).click();
    await page.waitForURL("**/bookings/*/pay");

    // Only the ticket that comes is asked for.
    await page.getByRole("group", { name: "Ticket 2" }).waitFor();
    expect(await page.getByRole("group", { name: "Ticket 1" }).count()).toBe(0);
    expect(await page.getByLabel("I agree to be filmed").count()).toBe(0);
    await page.getByRole("button", { name: "Save and go on" }).click();
    await waitForFieldError(page.getByLabel("What do you eat?"), "This needs an answer.");
    expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
    if (LOOKS) await keepPicture(page, `an addition asks, ${where}`);
    await page.getByLabel("What do you eat?").selectOption("Vegan");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByText("Your answers are saved.").waitFor();
    await payWith(page, "ok", "EUR 25.00");
    await waitForTickets(page, 2);

    await page.goto(`/bookings/${ofFree}`);
    await page.getByRole("button", { name: "Add tickets" }).click();
    await dialog.getByRole("button", { name: "One ticket more" }).click();
    await dialog.getByText(/held for you until you have answered the organizer’s questions/).waitFor();
    expect(await findings(page)).toEqual([]);
    if (LOOKS) await keepPicture(page, `adding to a free booking, ${where}`);
    await dialog.getByRole("button", { name: "Hold 1 ticket", exact: true }).click();
    await page.waitForURL("**/bookings/*/pay");
    await page.getByLabel("What do you eat?").selectOption("All");
    await page.getByRole("button", { name: "Save and go on" }).click();
    expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
    if (LOOKS) await keepPicture(page, `a free addition, answered, ${where}`);
    await page.getByRole("button", { name: "Add 1 ticket" }).click();
    await waitForTickets(page, 2);
  });

  test("is answered for by whoever books by hand, as far as they know, and by the attendee then", async ({
    open,
  }) => {
    const [organizer, attendee] = await Promise.all([newPerson("Olga Sand"), newPerson("Anton Pech")]);
    const event = await newEvent(organizer, { price: 0 });
    await ask(organizer, event);
    await organizer.api.question.create.mutate({
      eventId: event.id,
      label: "Your phone number?",
      type: "phone",
      per: "booking",
      isRequired: true,
    });
    const { page } = await open(size);
    await openAs(page, organizer, `/manage/${event.id}/attendees/new`);
    await page.getByRole("button", { name: "One ticket more" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Anton Pech");
    await page.getByLabel("Email").fill(attendee.email);
    await page.getByLabel("Your phone number?").fill("no number");
    const second = page.getByRole("group", { name: "Ticket 2" });
    await second.getByLabel("What do you eat?").selectOption("Vegan");
    await page.getByText("Consents are given by the attendee alone.").waitFor();
    expect(await page.getByLabel("I agree to be filmed").count()).toBe(0);
    await page.getByRole("button", { name: "Book 2 tickets for free" }).click();
    await waitForFieldError(
      page.getByLabel("Your phone number?"),
      "Write a phone number, such as +49 30 1234567.",
    );
    expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
    if (LOOKS) await keepPicture(page, `by hand, with questions, ${where}`);
    await page.getByLabel("Your phone number?").fill("+49 30 1234567");
    await page.getByRole("button", { name: "Book 2 tickets for free" }).click();
    await page.getByText(/^Booked for/).waitFor();
    const answers = page.getByRole("region", { name: "Answers" });
    await answers.getByText("Vegan").waitFor();
    await answers.getByText("Something that has to be answered is missing.").waitFor();
    const [made] = (await organizer.api.event.attendees.query({ eventId: event.id })).items;
    expect(made).toMatchObject({ status: "confirmed", ticketQuantity: 2 });
    if (LOOKS) await keepPicture(page, `answers by hand, ${where}`);
  });
});
