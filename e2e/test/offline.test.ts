import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { VIEWS } from "./kit/answers.js";
import { test } from "./kit/browser.js";
import { expectAccessible } from "./kit/paying.js";
import { giveSession, newEvent, newPerson } from "./kit/people.js";

const NO_NETWORK = "There is no network. What you see may be old.";
const NO_ANSWER = "Foyer does not answer. What you see may be old.";

/** Whether the page was not reloaded since the first call. */
async function isSamePage(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const isMarked = document.documentElement.dataset.marked === "yes";
    document.documentElement.dataset.marked = "yes";
    return isMarked;
  });
}

async function expectNoSkeletons(page: Page): Promise<void> {
  await expect.poll(() => page.locator("main .mantine-Skeleton-root").count()).toBe(0);
}

/** A browse page with two events that share a unique word. */
async function twoEvents(page: Page) {
  const organizer = await newPerson("Olga Sand");
  const [first, second] = await Promise.all([newEvent(organizer), newEvent(organizer)]);
  const card = (name: string) => page.getByRole("list", { name: "Events" }).getByRole("link", { name });
  await page.goto(`/?q=${first.name.split(" ")[1]}`);
  await card(first.name).waitFor();
  return { first, second, card };
}

describe.each(VIEWS)("without a network, on $view", ({ view: _, ...options }) => {
  test("what is shown stays, what is not there yet says so, and all goes on by itself", async ({ open }) => {
    const { page } = await open(options);
    const { first, second, card } = await twoEvents(page);
    await isSamePage(page);

    await page.context().setOffline(true);
    await page.getByText(NO_NETWORK).waitFor();
    await card(first.name).waitFor();
    // Another search has no answer yet; the previous results stay and are labelled as such.
    await page.getByRole("searchbox", { name: "Search events" }).fill(second.name.split(" ")[1] ?? "");
    await page.getByText("These are the events from before.").waitFor();
    await card(first.name).waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    await card(second.name).waitFor();
    await page.getByText(NO_NETWORK).waitFor({ state: "detached" });

    // A page whose code is not loaded.
    await page.context().setOffline(true);
    await page.getByText(NO_NETWORK).waitFor();
    await card(second.name).click();
    await page.getByRole("heading", { level: 1, name: "There is no network" }).waitFor();
    await page.getByText("It loads by itself when the network is back.").waitFor();
    await expectNoSkeletons(page);
    await expectAccessible(page);
    await page.context().setOffline(false);
    await page.getByRole("heading", { level: 1, name: second.name }).waitFor();

    // A page whose code is loaded and whose data is not.
    await page.getByRole("link", { name: "Foyer, all events" }).click();
    await page.getByRole("searchbox", { name: "Search events" }).fill(first.name.split(" ")[1] ?? "");
    await card(first.name).waitFor();
    await page.context().setOffline(true);
    await page.getByText(NO_NETWORK).waitFor();
    await card(first.name).click();
    await page.getByRole("heading", { level: 1, name: "There is no network" }).waitFor();
    await expectNoSkeletons(page);
    await page.context().setOffline(false);
    await page.getByRole("heading", { level: 1, name: first.name }).waitFor();
    expect(await isSamePage(page)).toBe(true);
  });
});

describe("a server that does not answer", () => {
  test("is called that, and the page goes on by itself when it does", async ({ open }) => {
    const { page } = await open();
    const { first, card } = await twoEvents(page);
    await isSamePage(page);
    await page.route(/\/(trpc|healthz)/, (route) => route.abort());
    await card(first.name).click();
    await page.getByText(NO_ANSWER).waitFor();
    await page.getByRole("heading", { level: 1, name: "Foyer does not answer" }).waitFor();
    await expectNoSkeletons(page);
    await page.unroute(/\/(trpc|healthz)/);
    await page.getByRole("heading", { level: 1, name: first.name }).waitFor();
    await page.getByText(NO_ANSWER).waitFor({ state: "detached" });
    expect(await isSamePage(page)).toBe(true);
  });

  test("behind a gateway that answers in its place is none either", async ({ open }) => {
    const { page } = await open();
    const { first, card } = await twoEvents(page);
    await page.route(/\/(trpc|healthz)/, (route) =>
      route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }),
    );
    await card(first.name).click();
    await page.getByText(NO_ANSWER).waitFor();
    await page.unroute(/\/(trpc|healthz)/);
    await page.getByRole("heading", { level: 1, name: first.name }).waitFor();
  });

  test("does not sign anybody out, and lets them in when it is back", async ({ open }) => {
    const person = await newPerson("Anton Pech");
    const { page } = await open();
    await giveSession(page, person);
    await page.route(/\/(trpc|healthz)/, (route) => route.abort());
    await page.goto("/bookings");
    await page.getByRole("heading", { level: 1, name: "Foyer does not answer" }).waitFor();
    await page.unroute(/\/(trpc|healthz)/);
    await page.getByRole("heading", { level: 1, name: "My bookings" }).waitFor();
  });
});

describe("an app that is older than the server", () => {
  test("is loaded anew once, and then shows the page", async ({ open }) => {
    const { page } = await open();
    const { first, card } = await twoEvents(page);
    await isSamePage(page);
    let isNewest = false;
    page.on("load", () => {
      isNewest = true;
    });
    await page.route(/assets\/event-page.*\.js/, (route) =>
      isNewest ? route.continue() : route.fulfill({ status: 404, body: "" }),
    );
    await card(first.name).click();
    await page.getByRole("heading", { level: 1, name: first.name }).waitFor();
    expect(await isSamePage(page)).toBe(false);
  });

  test("says so where loading it anew does not help", async ({ open }) => {
    const { page } = await open();
    const { first, card } = await twoEvents(page);
    await page.route(/assets\/event-page.*\.js/, (route) => route.fulfill({ status: 404, body: "" }));
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await card(first.name).click();
    await page.getByText("There is a newer version of Foyer").waitFor();
    await expectAccessible(page);
    expect(loads).toBe(1);
  });
});
