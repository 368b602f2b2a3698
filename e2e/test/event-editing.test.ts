import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForFieldError } from "./kit/page.js";
import { book, newEvent, newPerson, openAs } from "./kit/people.js";

const WINDOWS = [
  { width: 360, height: 740 },
  { width: 1_280, height: 900 },
];

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const save = (page: Page) => page.getByRole("button", { name: "Save changes" });

describe.each(WINDOWS)("editing an event that somebody else edits, $width px wide", (viewport) => {
  test("saves what was changed and leaves theirs, and asks where both changed the same", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await field(page, "Description").fill("Mine.");
    await organizer.api.event.update.mutate({ id: event.id, price: 4_000, venue: "Theirs" });
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    const saved = await organizer.api.event.byId.query({ id: event.id });
    expect(saved).toMatchObject({ description: "Mine.", price: 4_000, venue: "Theirs" });

    await page.goto(`/manage/${event.id}/edit`);
    await field(page, "Venue").fill("Mine");
    await field(page, "Name").fill("My evening");
    await organizer.api.event.update.mutate({ id: event.id, venue: "Theirs again", capacity: 12 });
    await save(page).click();
    const panel = page.getByRole("status").filter({ hasText: "Somebody else changed this event" });
    await panel.waitFor();
    await expect.poll(() => panel.evaluate((frame) => frame === document.activeElement)).toBe(true);
    await panel.getByText("Theirs again").waitFor();
    await panel.getByText("Mine", { exact: true }).waitFor();
    expect(await panel.getByRole("region").count()).toBe(1);
    // With an open conflict nothing is saved.
    await save(page).click();
    expect((await organizer.api.event.byId.query({ id: event.id })).venue).toBe("Theirs again");
    // The conflict stays open after leaving and restoring the draft.
    await page.reload();
    await panel.getByText("Theirs again").waitFor();
    await panel.getByRole("button", { name: "Keep mine" }).click();
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    const decided = await organizer.api.event.byId.query({ id: event.id });
    expect(decided).toMatchObject({ venue: "Mine", name: "My evening", capacity: 12 });
  });
});

describe.each(WINDOWS)("leaving a form that was typed in, $width px wide", (viewport) => {
  test("asks, and a draft is there again until it is saved or discarded", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await field(page, "Description").fill("A long text.");
    await page.getByRole("link", { name: "Foyer" }).first().click();
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.getByRole("button", { name: "Stay on this page" }).click();
    expect(await field(page, "Description").inputValue()).toBe("A long text.");
    await page.getByRole("link", { name: "Foyer" }).first().click();
    await question.getByRole("button", { name: "Leave page" }).click();
    await waitForAddress(page, "/", {});

    await page.goto(`/manage/${event.id}/edit`);
    await page.getByText("This is your draft").waitFor();
    expect(await field(page, "Description").inputValue()).toBe("A long text.");
    await page.reload();
    await page.getByText("This is your draft").waitFor();
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    await page.goto(`/manage/${event.id}/edit`);
    expect(await field(page, "Description").inputValue()).toBe("A long text.");
    expect(await page.getByText("This is your draft").count()).toBe(0);

    await field(page, "Description").fill("Unwanted.");
    await page.reload();
    await page.getByRole("button", { name: "Discard draft" }).click();
    await expect.poll(() => field(page, "Description").inputValue()).toBe("A long text.");
    // Nothing is lost, so there is no question.
    await page.getByRole("link", { name: "Foyer" }).first().click();
    await waitForAddress(page, "/", {});
  });

  test("a draft of another version replaces nothing that is newer", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await field(page, "Venue").fill("Draft");
    await field(page, "Description").fill("Draft too.");
    await page.goto("/");
    await organizer.api.event.update.mutate({ id: event.id, venue: "Newer", capacity: 15 });
    await page.goto(`/manage/${event.id}/edit`);
    await page.getByText("Somebody else changed this event").waitFor();
    expect(await field(page, "Capacity").inputValue()).toBe("15");
    await page.getByRole("button", { name: "Take theirs" }).click();
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    const saved = await organizer.api.event.byId.query({ id: event.id });
    expect(saved).toMatchObject({ venue: "Newer", description: "Draft too.", capacity: 15 });
  });

  test("a new event is kept as a draft as well, and is gone with signing out", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const { page } = await open({ viewport });
    await openAs(page, organizer, "/manage/new");
    await field(page, "Name").fill("Unfinished");
    await page.goto("/");
    await page.goto("/manage/new");
    await page.getByText("This is your draft").waitFor();
    expect(await field(page, "Name").inputValue()).toBe("Unfinished");
    await page.getByRole("button", { name: /Mina Holt/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await waitForAddress(page, "/", {});
    await openAs(page, organizer, "/manage/new");
    expect(await field(page, "Name").inputValue()).toBe("");
  });
});

describe.each(WINDOWS)("the event form, $width px wide", (viewport) => {
  test("counts characters, cuts nothing and refuses what is too long at its field", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    const long = "An evening ".repeat(12).trim();
    await field(page, "Name").fill(long);
    expect(await field(page, "Name").inputValue()).toBe(long);
    await page.getByText("131 of 120 characters: 11 too many").waitFor();
    await save(page).click();
    await waitForFieldError(field(page, "Name"), "Use at most 120 characters.");
    expect((await organizer.api.event.byId.query({ id: event.id })).name).toBe(event.name);
  });

  test("says whom a change mails before it is saved, and after", async ({ open }) => {
    const [organizer, ann, ben] = await Promise.all(
      ["Mina Holt", "Ann Li", "Ben Ode"].map((name) => newPerson(name)),
    );
    if (!organizer || !ann || !ben) throw new Error("Nobody is there.");
    const event = await newEvent(organizer);
    await Promise.all([book(ann, event, 2), book(ben, event, 1)]);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    await field(page, "Description").fill("Nobody needs to know.");
    await field(page, "Venue").fill("Elsewhere");
    await page.getByText("2 people with bookings will be mailed that the place has changed.").waitFor();
    await save(page).click();
    await page.getByText("The changes are saved. 2 people with bookings will get a mail.").waitFor();

    await page.goto(`/manage/${event.id}/edit`);
    await field(page, "Description").fill("Again.");
    expect(await page.getByText("will be mailed").count()).toBe(0);
    await save(page).click();
    await page.getByText("The changes are saved.", { exact: true }).waitFor();
  });

  test("asks about the hour that comes twice, offers the nearest to one that is left out", async ({
    open,
  }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    const start = field(page, "Date and time");
    await start.fill("2098-03-30T02:30");
    await save(page).click();
    await waitForFieldError(start, "no 02:30. The nearest times are 01:59 and 03:00.");
    await page.getByRole("button", { name: "Use 03:00" }).click();
    await expect.poll(() => start.inputValue()).toBe("2098-03-30T03:00");
    await start.fill("2098-10-26T02:30");
    await save(page).click();
    await waitForFieldError(start, "02:30 comes twice");
    await page.getByLabel(/The second 02:30/).check();
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    const saved = await organizer.api.event.byId.query({ id: event.id });
    expect(saved.dateTime.toISOString()).toBe("2098-10-26T01:30:00.000Z");
    await page.getByText("02:30 (UTC+1)").first().waitFor();
    // Saving something else keeps it.
    await page.goto(`/manage/${event.id}/edit`);
    await field(page, "Description").fill("Something else.");
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    expect((await organizer.api.event.byId.query({ id: event.id })).dateTime).toEqual(saved.dateTime);
  });

  test("finds zones by old names and new ones", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    const zone = page.getByRole("combobox", { name: "Time zone" }).or(field(page, "Time zone")).first();
    for (const [typed, found] of [
      ["Calcutta", "Asia/Kolkata"],
      ["kyiv", "Europe/Kyiv"],
      ["Kathmandu", "Asia/Kathmandu"],
      ["ho chi minh", "Asia/Ho Chi Minh"],
    ] as const) {
      await zone.fill(typed);
      await page.getByRole("option", { name: found }).waitFor();
    }
    await page.getByRole("option", { name: "Asia/Ho Chi Minh" }).click();
    await save(page).click();
    await waitForAddress(page, `/manage/${event.id}`, {});
    await page
      .getByText(/Ho Chi Minh time/)
      .first()
      .waitFor();
  });
});

describe("a browser that does not know its zone", () => {
  test("shows every page, in the events' zones and in UTC by name", async ({ open }) => {
    const [organizer, ann] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
    const event = await newEvent(organizer);
    const booking = await book(ann, event, 1);
    const { page } = await open();
    await page.addInitScript(() => {
      const real = Intl.DateTimeFormat.prototype.resolvedOptions;
      Intl.DateTimeFormat.prototype.resolvedOptions = function () {
        return { ...real.call(this), timeZone: "Etc/Unknown" };
      };
    });
    await openAs(page, ann, `/bookings/${booking.id}`);
    await page.getByText(/UTC/).first().waitFor();
    for (const path of [
      "/",
      `/events/${event.id}`,
      "/bookings",
      `/bookings/${booking.id}/tickets`,
      "/account",
      "/manage/new",
    ]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      expect(await page.getByText("This page could not be shown").count(), path).toBe(0);
    }
    await page.goto(`/events/${event.id}`);
    await page
      .getByText(/Berlin time/)
      .first()
      .waitFor();
  });
});
