import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** The part of an event's page about its tickets. */
export function ticketsPanel(page: Page): Locator {
  return page.getByRole("complementary", { name: "Tickets" });
}

/** Waits until an event's page says how many tickets are left. */
export async function waitForTicketsLeft(page: Page, left: number): Promise<void> {
  const words = `${left} ${left === 1 ? "ticket" : "tickets"} left`;
  await ticketsPanel(page)
    .getByText(new RegExp(`^${words}`))
    .waitFor();
}

/**
 * The dialog that is open, once it has taken the focus. It does so a moment after it can be seen, and what a test had put
 * the focus on before would lose it to the button that the dialog begins with.
 */
export async function focusedDialog(page: Page): Promise<Locator> {
  const dialog = page.getByRole("dialog");
  const hasFocus = () => dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(hasFocus).toBe(true);
  return dialog;
}

/** Waits until a field is marked as wrong and these words describe it to everybody, screen readers included. */
export async function waitForFieldError(field: Locator, words: string): Promise<void> {
  const described = () =>
    field.evaluate((element) => {
      const ids = `${element.getAttribute("aria-describedby")} ${element.getAttribute("aria-errormessage")}`;
      const texts = ids.split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
      return { isInvalid: element.getAttribute("aria-invalid"), words: texts.join(" ") };
    });
  await expect.poll(described).toEqual({ isInvalid: "true", words: expect.stringContaining(words) });
}

/** Waits until the address is a path with exactly this query. */
export async function waitForAddress(page: Page, path: string, query: Record<string, string>): Promise<void> {
  await page.waitForURL(
    (url) =>
      url.pathname === path &&
      url.searchParams.size === Object.keys(query).length &&
      Object.entries(query).every(([name, value]) => url.searchParams.get(name) === value),
  );
}

/** Waits until a list reads like this, one pattern an item. */
export async function waitForItems(items: Locator, patterns: readonly RegExp[]): Promise<void> {
  await expect
    .poll(() => items.allInnerTexts())
    .toEqual(patterns.map((pattern) => expect.stringMatching(pattern)));
}

/** Waits until the page has everything it shows, and nothing on it moves. */
export async function waitForRest(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("main h1") !== null &&
      document.querySelector("[aria-busy=true]") === null &&
      document.getAnimations().every(({ playState }) => playState !== "running") &&
      document.fonts.status === "loaded",
  );
}
