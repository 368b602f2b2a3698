import type { Page } from "playwright-core";
import { describe } from "vitest";
import { test } from "./kit/browser.js";
import { waitForFieldError, waitForRest } from "./kit/page.js";
import { expectAccessible, waitForTickets } from "./kit/paying.js";
import { giveSession, newEvent, newPerson, openAs, uniqueWord } from "./kit/people.js";

/** Presses the focused element's key, as people do who have no mouse. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
}

describe.each([
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
])("questions and names on $size", ({ viewport }) => {
  test("are asked by the organizer, answered in checkout, changed later, and passed on with a ticket", async ({
    open,
  }) => {
    const organizer = await newPerson("Olga Ask");
    const event = await newEvent(organizer, { price: 0, asksForNames: true });
    const desk = await open({ viewport });
    await openAs(desk.page, organizer, `/manage/${event.id}/questions`);
    await desk.page.getByRole("heading", { name: "Nothing is asked yet" }).waitFor();
    await press(desk.page, "Add a question");
    const dialog = desk.page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Question" }).fill("What do you eat?");
    await dialog.getByLabel("How it is answered").selectOption({ label: "One of several options" });
    await dialog.getByRole("radio", { name: "Once per ticket" }).check();
    await dialog.getByRole("checkbox", { name: "It has to be answered" }).check();
    await press(desk.page, "Add question");
    await waitForFieldError(dialog.getByLabel("Options"), "Write at least two");
    await dialog.getByLabel("Options").fill("Everything\nVegan");
    await expectAccessible(desk.page);
    await press(desk.page, "Add question");
    await desk.page.getByText("One of several options, once per ticket, required").waitFor();
    await organizer.api.question.create.mutate({
      eventId: event.id,
      label: "Your phone number?",
      type: "phone",
      per: "booking",
      isRequired: false,
    });
    await desk.page.reload();
    await press(desk.page, "Move up: Your phone number?");
    await desk.page.getByText("“Your phone number?” is number 1 now.").waitFor();
    await expectAccessible(desk.page);

    const attendee = await newPerson("Anton Pech");
    const { page } = await open({ viewport });
    await openAs(page, attendee, `/events/${event.id}?tickets=2`);
    await page.getByRole("button", { name: /^(Book|Take|Hold) 2 tickets/ }).click();
    await page.waitForURL("**/bookings/*/pay");
    await page.getByRole("button", { name: "Save and go on" }).waitFor();
    await press(page, "Save and go on");
    const foods = page.getByLabel("What do you eat?");
    await waitForFieldError(foods.first(), "This needs an answer.");
    await expectAccessible(page);
    await page.getByLabel("Your phone number?").fill("+49 30 1234567");
    await page.getByLabel("Name on the ticket").last().fill("Ada Byron");
    await foods.first().selectOption("Vegan");
    await foods.last().selectOption("Everything");
    await press(page, "Save and go on");
    await page.getByText("Your answers are saved.").waitFor();
    await press(page, "Take 2 tickets for free");
    await waitForTickets(page, 2);
    await page.getByRole("listitem").filter({ hasText: "Ticket 2 of 2" }).getByText("Ada Byron").waitFor();

    await press(page, "Pass on: ticket 2");
    const passing = page.getByRole("dialog", { name: "Pass ticket 2 on?" });
    const email = `${uniqueWord()}@example.org`;
    await passing.getByLabel("Name").fill("Bea Next");
    await press(page, "Pass ticket on");
    await waitForFieldError(passing.getByLabel("Email"), "Write an email address");
    await passing.getByLabel("Email").fill(email);
    await press(page, "Pass ticket on");
    await page.getByText(`Its new code was mailed to ${email}.`).waitFor();
    await waitForTickets(page, 1);
    await page.getByRole("region", { name: "Passed on" }).getByText("Bea Next").waitFor();
    await expectAccessible(page);

    await page.getByRole("link", { name: "Back to the booking" }).click();
    await page.getByRole("region", { name: "Names and answers" }).getByText("Vegan").waitFor();
    await page.getByRole("link", { name: "Change names and answers" }).click();
    await page.getByLabel("What do you eat?").first().selectOption("Everything");
    await press(page, "Save changes");
    await page.waitForURL(
      (url) => url.pathname.startsWith("/bookings/") && !url.pathname.endsWith("details"),
    );
    await waitForRest(page);
    await page.getByRole("region", { name: "Names and answers" }).waitFor();
    await page
      .getByRole("region", { name: "Names and answers" })
      .getByText("Vegan")
      .waitFor({ state: "detached" });

    await giveSession(desk.page, organizer);
    await desk.page.goto(`/manage/${event.id}/attendees`);
    await desk.page.getByRole("button", { name: "Answers of Anton Pech" }).first().click();
    const answers = desk.page.getByRole("dialog");
    await answers.getByText("+49 30 1234567").waitFor();
    await answers.getByText("Bea Next").waitFor();
    await expectAccessible(desk.page);
    await press(desk.page, "Change names and answers");
    await answers.getByLabel("Your phone number?").fill("+49 40 7654321");
    await answers.getByLabel("What do you eat?").last().selectOption("Choose…");
    await press(desk.page, "Save changes");
    await answers.getByText("The changes are saved.").waitFor();
    await answers.getByText("+49 40 7654321").waitFor();
    await answers.getByText("Something that has to be answered is missing.").waitFor();
    await expectAccessible(desk.page);
  });
});
