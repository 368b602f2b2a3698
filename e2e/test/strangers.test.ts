import { describe, expect } from "vitest";
import { expectAnswer, VIEWS } from "./kit/answers.js";
import { test } from "./kit/browser.js";
import { ticketsPanel, waitForAddress } from "./kit/page.js";
import { holdTickets, timer } from "./kit/paying.js";
import { accountMenu, book, giveSession, newEvent, newPerson, openAs } from "./kit/people.js";

describe("the way in", () => {
  test("leads who is signed in on to where they were going, or says who they are", async ({ open }) => {
    const person = await newPerson("Anton Pech");
    const { page } = await open();
    await giveSession(page, person);
    await page.goto("/sign-in?redirect=%2Fbookings%3Fshow%3Dpast");
    await waitForAddress(page, "/bookings", { show: "past" });
    for (const path of ["/sign-in", "/sign-up"]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1, name: "You are signed in" }).waitFor();
      await page.getByRole("main").getByText(person.email).waitFor();
      expect(await page.getByLabel("Password").count()).toBe(0);
    }
    await page.getByRole("button", { name: "Use another account" }).click();
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).waitFor();
    await waitForAddress(page, "/sign-in", {});
    expect(await accountMenu(page, person.name).count()).toBe(0);
  });

  test("carries the address that was typed along, and not in the URL", async ({ open }) => {
    const { page } = await open({ viewport: { width: 360, height: 740 } });
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("anton@example.org");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByRole("heading", { level: 1, name: "Forgot your password?" }).waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe("anton@example.org");
    expect(page.url()).not.toContain("anton");
    await page.getByRole("link", { name: "Sign in" }).click();
    expect(await page.getByLabel("Email").inputValue()).toBe("anton@example.org");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Name", { exact: true }).waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe("anton@example.org");
  });
});

describe.each([
  ...VIEWS,
  { view: "200 %", viewport: { width: 640, height: 450 }, colorScheme: "light" } as const,
])("at the pay button, on $view", ({ view: _, ...options }) => {
  test("the time that is left stands beside it, for each way to pay", async ({ open }) => {
    const event = await newEvent(await newPerson("Olga Sand"));
    const { page } = await open(options);
    await holdTickets(page, await newPerson("Anton Pech"), event, 1);
    for (const [way, label] of [
      ["Card", "Pay EUR 25.00"],
      ["PayPal", "Pay EUR 25.00"],
      ["Cash", "Pay at the door"],
    ] as const) {
      await page.getByRole("radio", { name: way }).check();
      const button = page.getByRole("button", { name: label });
      await button.focus();
      await expectAnswer(button);
      const [time, place] = [await timer(page).boundingBox(), await button.boundingBox()];
      if (!time || !place) throw new Error("Both are on the page.");
      expect(await timer(page).textContent()).toMatch(/^Your ticket is held for \d+:\d\d$/);
      expect(time.y).toBeGreaterThanOrEqual(0);
      expect(time.y + time.height).toBeLessThanOrEqual(options.viewport.height);
      expect(place.y - (time.y + time.height)).toBeLessThan(24);
    }
  });
});

describe("words", () => {
  test("tell who has booked what there is to do about more tickets", async ({ open }) => {
    const attendee = await newPerson("Anton Pech");
    const event = await newEvent(await newPerson("Olga Sand"), { capacity: 2 });
    await book(attendee, event, 1);
    const { page } = await open();
    await openAs(page, attendee, `/events/${event.id}`);
    await ticketsPanel(page).getByText("1 more ticket is left. Open the booking to add it.").waitFor();
  });

  test("do not ask for fewer than one, and say that the last ticket has gone", async ({ open }) => {
    const event = await newEvent(await newPerson("Olga Sand"), { capacity: 1, price: 0 });
    // Or the page would know it before the button is pressed.
    const { page } = await open({ viewport: { width: 360, height: 740 }, isLive: false });
    await openAs(page, await newPerson("Anton Pech"), `/events/${event.id}`);
    await page.getByRole("button", { name: "Book 1 ticket for free" }).waitFor();
    await book(await newPerson("Ben Ott"), event, 1);
    await page.getByRole("button", { name: "Book 1 ticket for free" }).click();
    const notice = page.getByRole("alert").filter({ hasText: "The last tickets have just gone." });
    await expectAnswer(notice);
    expect(await page.getByText("Choose fewer").count()).toBe(0);
  });

  test("of the organizer's pages agree with each other", async ({ open }) => {
    const [organizer, attendee] = await Promise.all([newPerson("Olga Sand"), newPerson("Anton Pech")]);
    const event = await newEvent(organizer, { capacity: 1, price: 0 });
    await book(attendee, event, 1);
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}`);
    await page.getByText("Sold out. Tickets that come back go on sale again.").waitFor();
    await page.getByText("1 of 1 ticket, in 1 booking").waitFor();
    const words = await page.getByRole("main").textContent();
    expect(words).not.toMatch(
      /Sales are open|at Free a|\b1 (tickets|bookings|people|hours)\b|\b0 tickets can/,
    );
    await page.getByRole("button", { name: "Close sales" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("The 1 ticket already booked stays valid.").waitFor();
    await question.getByRole("button", { name: "Close sales" }).click();
    await expectAnswer(page.getByText("Sales are closed, and no tickets are left."));
  });

  test("do not say that anybody was told of a cancelled event that nobody had booked", async ({ open }) => {
    const organizer = await newPerson("Olga Sand");
    const event = await newEvent(organizer);
    await organizer.api.event.cancel.mutate({ id: event.id, reason: "The hall is flooded" });
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await page.getByRole("heading", { name: "A cancelled event cannot be changed" }).waitFor();
    expect(await page.getByText("told").count()).toBe(0);
  });
});
