import { describe } from "vitest";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForItems } from "./kit/page.js";
import { newEvent, newPerson, uniqueWord } from "./kit/people.js";

/** Three events with a common word that no other event has. */
async function threeEvents() {
  const organizer = await newPerson("Nora Blum");
  const word = uniqueWord();
  const categories = { river: `River ${word}`, hill: `Hill ${word}` };
  const soon = Date.now() + 86_400_000;
  const day = (days: number) => new Date(soon + days * 86_400_000);
  await newEvent(organizer, {
    name: `Boats ${word}`,
    category: categories.river,
    price: 3_000,
    dateTime: day(1),
  });
  await newEvent(organizer, { name: `Kites ${word}`, category: categories.hill, price: 0, dateTime: day(2) });
  await newEvent(organizer, {
    name: `Anglers ${word}`,
    category: categories.river,
    price: 1_000,
    dateTime: day(3),
  });
  return { word, categories };
}

describe("browsing", () => {
  test("search, category and order stand in the address and survive a reload", async ({ open }) => {
    const { word, categories } = await threeEvents();
    const { page } = await open();
    await page.goto("/");
    const cards = page.getByRole("list", { name: "Events" }).getByRole("listitem");

    await page.getByRole("searchbox", { name: "Search events" }).fill(word);
    await waitForAddress(page, "/", { q: word });
    await page.getByRole("main").getByText("3 events", { exact: true }).waitFor();
    await waitForItems(cards, [/Boats/, /Kites/, /Anglers/]);

    await page.getByRole("combobox", { name: "Category" }).selectOption(categories.river);
    await waitForAddress(page, "/", { q: word, category: categories.river });
    await page.getByRole("main").getByText("2 events", { exact: true }).waitFor();
    await waitForItems(cards, [/Boats/, /Anglers/]);

    await page.getByRole("combobox", { name: "Sort by" }).selectOption("Cheapest first");
    const address = { q: word, category: categories.river, sort: "price", order: "asc" };
    await waitForAddress(page, "/", address);
    await waitForItems(cards, [/Anglers/, /Boats/]);

    await page.reload();
    await waitForItems(cards, [/Anglers/, /Boats/]);
    await page.getByRole("main").getByText("2 events", { exact: true }).waitFor();
    await waitForAddress(page, "/", address);
  });

  test("an event that is opened while the search still follows the typing stays open", async ({ open }) => {
    const organizer = await newPerson("Ella Rasch");
    const event = await newEvent(organizer, { dateTime: new Date(Date.now() + 3_600_000), capacity: 1 });
    const { page } = await open();
    await page.goto("/");
    const card = page.getByRole("list", { name: "Events" }).getByRole("link", { name: event.name });
    await card.waitFor();
    // On a slow connection the next page's code is still loading when the search completes.
    await page.route("**/assets/*.js", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.getByRole("searchbox", { name: "Search events" }).fill("evening");
    await card.click();
    await page.getByRole("heading", { level: 1, name: event.name }).waitFor();
    await waitForAddress(page, `/events/${event.id}`, {});
  });

  test("what finds nothing says so, and leads back", async ({ open }) => {
    const { word } = await threeEvents();
    const { page } = await open();
    await page.goto(`/?q=${word}+nothing-has-this`);
    await page.getByRole("heading", { name: "No events match" }).waitFor();
    await page.getByRole("main").getByText("0 events", { exact: true }).waitFor();
    await page.getByRole("main").getByRole("button", { name: "Clear filters" }).last().click();
    await waitForAddress(page, "/", {});
    await page.getByRole("list", { name: "Events" }).getByRole("link").first().waitFor();
  });

  test("an event of the demo is found by a word of its description and by its category", async ({ open }) => {
    const { page } = await open();
    await page.goto("/");
    await page.getByRole("searchbox", { name: "Search events" }).fill("cinema thunder");
    const cards = page.getByRole("list", { name: "Events" }).getByRole("listitem");
    await waitForItems(cards, [/Silent Film with Live Organ/]);
    await cards.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Silent Film with Live Organ" }).waitFor();
    await page.getByRole("link", { name: "Film", exact: true }).click();
    await waitForAddress(page, "/", { category: "Film" });
    await waitForItems(cards, [/Silent Film with Live Organ/]);
  });
});
