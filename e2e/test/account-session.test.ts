import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { loseSession, loseSessionCookie } from "./kit/accounts.js";
import { test } from "./kit/browser.js";
import { waitForAddress } from "./kit/page.js";
import {
  accountMenu,
  book,
  eveningIn,
  fillSignIn,
  newEvent,
  newPerson,
  signIn,
  uniqueWord,
} from "./kit/people.js";

function countRefreshes(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().includes("/trpc/user.refresh")) count += 1;
  });
  return () => count;
}

describe("a session that ran out", () => {
  test("is refreshed silently and once", async ({ open }) => {
    const person = await newPerson("Silke Ruh");
    const event = await newEvent(person);
    const { page } = await open();
    await signIn(page, person);
    for (const path of ["/account", `/manage/${event.id}/attendees`, `/events/${event.id}`]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      // What is still asked for when the cookie goes would be refused, and be one refresh more.
      await page.waitForLoadState("networkidle");
      const refreshes = countRefreshes(page);
      await loseSessionCookie(page);
      await page.reload();
      await accountMenu(page, person.name).waitFor();
      await page.waitForLoadState("networkidle");
      expect(new URL(page.url()).pathname).toBe(path);
      expect(refreshes(), path).toBe(1);
    }
  });

  test("is refreshed once for all that is asked for in the meantime", async ({ open }) => {
    const person = await newPerson("Mona Ruh");
    const { page } = await open();
    await signIn(page, person, "/sign-in?redirect=%2Faccount");
    await page.getByText("You are signed in on 2 devices.").waitFor();
    const refreshes = countRefreshes(page);
    await page.route("**/trpc/user.refresh*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await route.continue();
    });
    await loseSessionCookie(page);
    await page.getByLabel("Name", { exact: true }).fill("Mona Stille");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByRole("button", { name: "Send the mail again" }).click();
    await page.getByRole("button", { name: /^Sign out (?!\d|the other)/ }).click();

    await accountMenu(page, "Mona Stille").waitFor();
    await page.getByText(`A mail is on its way to ${person.email}.`).waitFor();
    await page.getByText("You are signed in on this device only.").waitFor();
    expect(refreshes()).toBe(1);
  });
});

describe("a session that is over", () => {
  test("leads to sign-in and back to the event that was being typed", async ({ open }) => {
    const [person, other] = await Promise.all([newPerson("Tilda Moor"), newPerson("Olaf Fremd")]);
    const name = `Fog Concert ${uniqueWord()}`;
    const { page } = await open();
    await signIn(page, person, "/sign-in?redirect=%2Fmanage%2Fnew");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("combobox", { name: "Category" }).fill("Fog");
    await page.getByLabel("Description").fill("It is foggy.\n\nBring a horn.");
    await page.getByLabel("Venue").fill("Pier 4");
    await page.getByLabel("Date and time").fill(eveningIn(20));
    await page.getByLabel("Capacity").fill("40");
    await page.getByLabel("Price").fill("12.50");
    await loseSession(page);
    await page.getByRole("button", { name: "Create event" }).click();
    await waitForAddress(page, "/sign-in", { redirect: "/manage/new" });
    await page.getByText("What you typed is kept.").waitFor();

    // One user's draft is not restored for another one.
    await fillSignIn(page, other);
    await accountMenu(page, other.name).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("");
    await loseSession(page);
    await page.reload();
    await fillSignIn(page, person);

    await page.getByRole("button", { name: "Create event" }).waitFor();
    await expect.poll(() => page.getByLabel("Name", { exact: true }).inputValue()).toBe(name);
    expect(await page.getByLabel("Description").inputValue()).toBe("It is foggy.\n\nBring a horn.");
    expect(await page.getByLabel("Price").inputValue()).toBe("12.50");
    await page.getByRole("button", { name: "Create event" }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();

    // The draft is restored only once.
    await page.goto("/manage/new");
    await page.getByRole("button", { name: "Create event" }).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("");
  });

  test("leads back to the number of tickets, and to the reason of a cancellation", async ({ open }) => {
    const [organizer, person] = await Promise.all([newPerson("Onno Beck"), newPerson("Rike Sund")]);
    const [event, booked] = await Promise.all([newEvent(organizer), newEvent(organizer)]);
    const booking = await book(person, booked, 2);
    const { page } = await open();
    await signIn(page, person, `/sign-in?redirect=${encodeURIComponent(`/events/${event.id}?tickets=3`)}`);
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 75.00" }).waitFor();
    await loseSession(page);
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 75.00" }).click();
    await waitForAddress(page, "/sign-in", { redirect: `/events/${event.id}?tickets=3` });
    await fillSignIn(page, person);
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 75.00" }).click();
    await page.getByRole("button", { name: "Pay EUR 75.00" }).waitFor();

    await page.goto(`/bookings/${booking.id}`);
    await page.getByRole("button", { name: "Cancel booking" }).click();
    const question = page.getByRole("dialog", { name: "Cancel your booking?" });
    await question.getByLabel("Reason").fill("The ferry does not go");
    await loseSession(page);
    await question.getByRole("button", { name: "Cancel booking" }).click();
    await waitForAddress(page, "/sign-in", { redirect: `/bookings/${booking.id}` });
    await fillSignIn(page, person);
    await expect.poll(() => question.getByLabel("Reason").inputValue()).toBe("The ferry does not go");
    await question.getByRole("button", { name: "Cancel booking" }).click();
    await page.getByRole("main").getByText("“The ferry does not go”").waitFor();
  });
});
