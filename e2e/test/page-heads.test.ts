import { expect, inject } from "vitest";
import { test } from "./kit/browser.js";
import { newEvent, newPerson, uniqueWord } from "./kit/people.js";

const titleIn = (html: string) =>
  (/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "").replace(/&#(\d+);/g, (_, code) =>
    String.fromCharCode(Number(code)),
  );

async function sentTitle(path: string): Promise<string> {
  const answer = await fetch(new URL(path, inject("origin")), { headers: { accept: "*/*" } });
  return titleIn(await answer.text());
}

test("the title that the server sends is the one that the page gives itself", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const event = await newEvent(organizer, { name: `Ladies' <Night> & "more" ${uniqueWord()}` });
  const { page, problems } = await open();
  const paths = [
    "/",
    `/events/${event.id}`,
    "/sign-in",
    "/sign-up",
    "/forgot-password",
    "/verify-email",
    "/reset-password",
  ];
  for (const path of paths) {
    const title = await sentTitle(path);
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => page.title(), { message: path }).toBe(title);
  }
  // The structured data is not blocked by the content security policy.
  await page.goto(`/events/${event.id}`);
  const data = await page.locator('script[type="application/ld+json"]').textContent();
  expect(JSON.parse(data ?? "null")).toMatchObject({ "@type": "Event", name: event.name });
  expect(problems).toEqual([]);
});

test("an address that leads nowhere is 404 with the app's own page", async ({ open }) => {
  const { page } = await open();
  for (const path of ["/no/such/page", `/events/${"0".repeat(24)}`]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await page
      .getByRole("link", { name: /events/i })
      .first()
      .waitFor();
    await expect.poll(() => page.title()).toBe(await sentTitle(path));
  }
});

test("what a head says of one page is gone on the next one", async ({ open }) => {
  const event = await newEvent(await newPerson("Olga Sand"));
  const { page } = await open();
  await page.goto(`/events/${event.id}`);
  const canonical = page.locator('link[rel="canonical"]');
  expect(await canonical.getAttribute("href")).toMatch(new RegExp(`/events/${event.id}$`));
  await page.getByRole("banner").getByRole("link", { name: "Foyer" }).click();
  await page.waitForURL("**/");
  await expect.poll(() => page.locator("[data-page]").count()).toBe(0);
});
