import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForItems, waitForRest } from "./kit/page.js";
import { newEvent, newPerson, openAs, uniqueWord } from "./kit/people.js";

const PHONE = { width: 360, height: 740 };
const DAY_MS = 86_400_000;

describe("the address of a list", () => {
  test("has texts, whatever they look like, and older links still work", async ({ open }) => {
    const organizer = await newPerson("Nora Blum");
    const word = uniqueWord();
    for (const name of [`true ${word}`, `1e3 ${word}`, `Saint-Étienne ${word}`])
      await newEvent(organizer, { name });
    const { page } = await open({ viewport: PHONE });
    const field = page.getByRole("searchbox", { name: "Search events" });
    const cards = page.getByRole("list", { name: "Events" }).getByRole("listitem");
    for (const [query, typed] of [
      ["true", "true"],
      ["1e3", "1e3"],
      ["null", "null"],
      ["007", "007"],
      ["[1]", "[1]"],
      ["%22a%22", '"a"'],
      ["%22123%22", "123"],
      ["first&q=second", "first"],
      ["100%", "100%"],
    ] as const) {
      await page.goto(`/?q=${query}`);
      await expect.poll(() => field.inputValue()).toBe(typed);
    }
    await page.goto(`/?q=1e3+${word}`);
    await waitForItems(cards, [/1e3/]);
    await field.fill(`saint etienne ${word}`);
    await waitForAddress(page, "/", { q: `saint etienne ${word}` });
    await waitForItems(cards, [/Saint-Étienne/]);
  });
});

describe("a filter", () => {
  test("can be taken back with the browser's Back, one by one, and words that were typed at once", async ({
    open,
  }) => {
    const organizer = await newPerson("Nora Blum");
    const word = uniqueWord();
    const category = `Kind ${word}`;
    await newEvent(organizer, { name: `Boats ${word}`, category });
    const { page } = await open({ viewport: PHONE });
    await page.goto("/");
    const field = page.getByRole("searchbox", { name: "Search events" });
    await field.pressSequentially(word.slice(0, 4));
    await waitForAddress(page, "/", { q: word.slice(0, 4) });
    await field.pressSequentially(word.slice(4));
    await waitForAddress(page, "/", { q: word });
    await page.getByRole("combobox", { name: "Category" }).selectOption(category);
    await waitForAddress(page, "/", { q: word, category });
    await page.getByRole("combobox", { name: "Sort by" }).selectOption("By name");
    await waitForAddress(page, "/", { q: word, category, sort: "name", order: "asc" });

    await page.goBack();
    await waitForAddress(page, "/", { q: word, category });
    await page.goBack();
    await waitForAddress(page, "/", { q: word });
    await expect.poll(() => field.inputValue()).toBe(word);
    await page.goBack();
    await waitForAddress(page, "/", {});
    await expect.poll(() => field.inputValue()).toBe("");
    await page.goForward();
    await waitForAddress(page, "/", { q: word });
    await expect.poll(() => field.inputValue()).toBe(word);
  });

  test("for one day is one click, and today, the weekend and next week are too", async ({ open }) => {
    const { page } = await open({ viewport: PHONE });
    await page.goto("/");
    const dates = page.getByRole("button", { name: /^Dates:/ });
    await dates.click();
    const today = () => new Date().toLocaleDateString("sv", { timeZone: "Europe/Berlin" });
    // The day may end meanwhile.
    const before = today();
    await page.getByRole("button", { name: "Today" }).click();
    await page.waitForURL(({ searchParams: days }) =>
      [days.get("from"), days.get("to")].every((day) => day === before || day === today()),
    );
    await dates.click();
    await page.getByRole("button", { name: "Next week" }).click();
    await page.waitForURL(({ searchParams: days }) => {
      const [from, to] = [days.get("from") ?? "", days.get("to") ?? ""];
      return new Date(from).getUTCDay() === 1 && new Date(to).getUTCDay() === 0 && from > before;
    });
    const nextWeek = page.url();
    await dates.click();
    await page.getByRole("button", { name: "This weekend" }).click();
    await page.waitForURL(
      (url) => url.href !== nextWeek && new Date(url.searchParams.get("to") ?? "").getUTCDay() === 0,
    );
    const weekend = page.url();

    await dates.click();
    await page.getByRole("button", { name: "Next month" }).click();
    const day = page.getByRole("dialog").getByRole("button", { name: /^10 / });
    await day.click();
    await page.waitForURL((url) => {
      const chosen = url.searchParams.get("from") ?? "";
      return chosen.endsWith("-10") && url.searchParams.get("to") === chosen;
    });
    // A second day makes it a range, which replaces the day in the history.
    await page.getByRole("dialog").getByRole("button", { name: /^12 / }).click();
    await page.waitForURL((url) => (url.searchParams.get("to") ?? "").endsWith("-12"));
    await page.goBack();
    await page.waitForURL(weekend);
  });

  test("by day offers the days of the next month as any other", async ({ open }) => {
    const { page } = await open({ viewport: PHONE });
    await page.goto("/");
    await page.getByRole("button", { name: /^Dates:/ }).click();
    const dialog = page.getByRole("dialog");
    // A month of four whole weeks, as some Februaries are, shows no days of another.
    const others = dialog.locator("button[data-outside]:not([data-disabled])");
    await dialog.getByRole("button", { name: "Next month" }).click();
    if ((await others.count()) === 0) await dialog.getByRole("button", { name: "Next month" }).click();
    await others.first().waitFor();
    const looks = await dialog.evaluate((element) => {
      const of = (selector: string) => {
        const day = element.querySelector(selector);
        if (day === null) return null;
        const { color, opacity } = getComputedStyle(day);
        return { color, opacity };
      };
      return [
        of("button[data-outside]:not([data-disabled])"),
        of("td button:not([data-outside], [data-disabled], [data-today])"),
      ];
    });
    expect(looks[0]).toEqual(looks[1]);
    expect(looks[0]).not.toBeNull();
  });
});

describe("show more", () => {
  test("is still shown after a reload and on the way back, where the reader was", async ({ open }) => {
    const organizer = await newPerson("Nora Blum");
    const word = uniqueWord();
    for (let number = 0; number < 55; number++) {
      const dateTime = new Date(Date.now() + (number + 1) * DAY_MS);
      await newEvent(organizer, { name: `Number ${number} ${word}`, dateTime });
    }
    const { page } = await open({ viewport: PHONE });
    await page.goto(`/?q=${word}`);
    const cards = page.getByRole("list", { name: "Events" }).getByRole("listitem");
    const more = page.getByRole("button", { name: "Show more events" });
    await more.click();
    await expect.poll(() => cards.count()).toBe(48);
    await more.click();
    await expect.poll(() => cards.count()).toBe(55);
    const last = page.getByRole("link", { name: `Number 50 ${word}` });
    await last.scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => window.scrollY);
    expect(top).toBeGreaterThan(1_000);

    await page.reload();
    await expect.poll(() => cards.count()).toBe(55);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(top - 100);
    await last.click();
    await page.getByRole("heading", { level: 1, name: `Number 50 ${word}` }).waitFor();
    await page.goBack();
    await expect.poll(() => cards.count()).toBe(55);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(top - 100);

    // Another search is another list, which starts over.
    await page.getByRole("searchbox", { name: "Search events" }).fill(`number ${word}`);
    await waitForAddress(page, "/", { q: `number ${word}` });
    await expect.poll(() => cards.count()).toBe(24);
  });
});

/** Waits until a part of a bar that scrolls is in the window as a whole. */
async function expectInside(place: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const { x = -1, width = 0 } = (await place.boundingBox()) ?? {};
      return x >= 0 && x + width <= PHONE.width;
    })
    .toBe(true);
}

describe("the tabs of an event", () => {
  test("show the open one on a phone", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport: PHONE });
    await openAs(page, organizer, `/manage/${event.id}/edit`);
    const bar = page.getByRole("navigation", { name: "This event" });
    for (const [path, name] of [
      ["edit", "Edit"],
      ["log", "Capacity log"],
      ["", "Overview"],
      ["refunds", "Refunds"],
    ] as const) {
      await page.goto(`/manage/${event.id}/${path}`);
      await waitForRest(page);
      await expectInside(bar.getByRole("link", { name }));
    }
    await bar.getByRole("link", { name: "Edit" }).click();
    await waitForAddress(page, `/manage/${event.id}/edit`, {});
    await expectInside(bar.getByRole("link", { name: "Edit" }));
  });
});
