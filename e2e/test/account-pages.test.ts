import type { Page } from "playwright-core";
import { beforeAll, describe, expect } from "vitest";
import { ADMIN } from "./kit/accounts.js";
import { keepPicture, test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForRest } from "./kit/page.js";
import { giveSession, newPerson, type Person } from "./kit/people.js";

/** A page, the dialog opened on it, and its title. */
interface Stop {
  readonly path: string;
  readonly title: string;
  readonly onceThere?: (page: Page) => Promise<void>;
}

const NOBODY: readonly Stop[] = [
  {
    path: "/sign-up",
    title: "Create your account",
    onceThere: (page) => page.getByLabel("Password").fill("lantern walk"),
  },
  { path: "/forgot-password", title: "Forgot your password?" },
  {
    path: "/forgot-password",
    title: "Forgot your password?",
    async onceThere(page) {
      await page.getByLabel("Email").fill("nobody-has-this-address@example.org");
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    },
  },
  {
    path: "/reset-password#token=nonsense",
    title: "Set a new password",
    onceThere: (page) => page.getByLabel("New password").fill("short"),
  },
  { path: "/reset-password", title: "Set a new password" },
  {
    path: "/verify-email#token=nonsense",
    title: "Confirm your address",
    onceThere: (page) => page.getByRole("heading", { name: "This link no longer works" }).waitFor(),
  },
];

const ATTENDEE: readonly Stop[] = [
  {
    path: "/account",
    title: "Your account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("Fill this in.").first().waitFor();
    },
  },
  {
    path: "/account",
    title: "Your account",
    async onceThere(page) {
      await page.getByRole("button", { name: /Sign out \d+ other/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Keep signed in" }).waitFor();
    },
  },
  { path: "/admin/users", title: "For admins" },
];

const ADMINS: readonly Stop[] = [
  { path: "/admin/users", title: "Users" },
  { path: "/admin/users?q=nobody-is-called-this", title: "Users" },
  {
    path: "/admin/users?q=ines",
    title: "Users",
    async onceThere(page) {
      await page.getByRole("button", { name: /^Change / }).click();
      await page.getByRole("menuitem", { name: "Disable account" }).waitFor();
    },
  },
  {
    path: "/admin/users?q=ines",
    title: "Users",
    async onceThere(page) {
      await page.getByRole("button", { name: /^Change / }).click();
      await page.getByRole("menuitem", { name: "Disable account" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Leave as it is" }).waitFor();
    },
  },
  { path: "/admin/security", title: "Security events" },
  { path: "/admin/security?type=token_reused", title: "Security events" },
];

const SIZES = [
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
] as const;

let attendee: Person;
beforeAll(async () => {
  attendee = await newPerson("Wilhelmina van der Oosterhout-Featherstonehaugh");
});

describe.each(SIZES)("account pages on $size", ({ size, viewport }) => {
  test.for([
    ["nobody", NOBODY],
    ["attendee", ATTENDEE],
    ["admin", ADMINS],
  ] as const)(
    "%s sees pages that fit and read well",
    { timeout: 180_000 },
    async ([who, stops], { open }) => {
      const { page } = await open({ viewport });
      const person = { nobody: undefined, attendee, admin: ADMIN }[who];
      if (person) await giveSession(page, person);
      const found: string[] = [];
      for (const [index, { path, title, onceThere }] of stops.entries()) {
        // Navigating to the same URL with another fragment would not reload.
        await page.goto("about:blank");
        await page.goto(path);
        await waitForRest(page);
        await onceThere?.(page);
        const seen = await findings(page);
        if ((await page.title()) !== `${title} · Foyer`) seen.push(`its tab is called ${await page.title()}`);
        if (seen.length > 0) await keepPicture(page, `${who} ${index} on ${size}`);
        found.push(...seen.map((finding) => `${path} (${index}): ${finding}`));
      }
      expect(found).toEqual([]);
    },
  );
});
