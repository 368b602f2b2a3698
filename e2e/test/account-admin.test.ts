import { createFoyerClient } from "@foyer/client";
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { ADMIN } from "./kit/accounts.js";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForItems } from "./kit/page.js";
import { accountMenu, fillSignIn, newPerson, openAs, type Person, signIn } from "./kit/people.js";

/** Makes a change to an account and confirms it. */
async function change(page: Page, name: string, verb: string): Promise<void> {
  await page.getByRole("button", { name: `Change ${name}` }).click();
  await page.getByRole("menuitem", { name: verb }).click();
  await page.getByRole("dialog").getByRole("button", { name: verb }).click();
}

function usersOf(page: Page) {
  return page.getByRole("table", { name: "Users" }).locator("tbody").getByRole("row");
}

function searchFor({ email }: Person): string {
  return `/admin/users?q=${email.split("@")[0]}`;
}

describe("administration", () => {
  test("is for admins, and others are told so", async ({ open }) => {
    const person = await newPerson("Nils Frei");
    const { page } = await open();
    await openAs(page, person, "/admin/users");
    await page.getByRole("heading", { level: 1, name: "This page is for admins" }).waitFor();
    await accountMenu(page, person.name).click();
    await page.getByRole("menuitem", { name: "Your account" }).waitFor();
    expect(await page.getByRole("menuitem", { name: "Administration" }).count()).toBe(0);
  });

  test("roles: one is given and taken, and the last admin stays", async ({ open }) => {
    const person = await newPerson("Greta Wahl");
    const [{ page }, { page: theirs }] = [await open(), await open()];
    await openAs(page, ADMIN, "/admin/users?role=admin");
    await waitForItems(usersOf(page), [/Ada Brandt \(you\).*Admin.*Active/s]);
    await change(page, ADMIN.name, "Make user");
    const question = page.getByRole("dialog", { name: "Make Ada Brandt a user?" });
    await question.getByRole("alert").getByText("Make somebody else an admin first.").waitFor();
    await question.getByRole("button", { name: "Leave as it is" }).click();
    await question.waitFor({ state: "hidden" });

    await page.goto(searchFor(person));
    await change(page, person.name, "Make admin");
    await page.getByText("Greta Wahl is an admin now.").waitFor();
    await waitForItems(usersOf(page), [/Greta Wahl.*Admin/s]);
    await openAs(theirs, person, "/admin/security?type=role_changed");
    await theirs
      .getByRole("row", { name: new RegExp(`Role changed by an admin.*${person.email}`, "s") })
      .first()
      .waitFor();

    await change(page, person.name, "Make user");
    await waitForItems(usersOf(page), [/Greta Wahl.*User/s]);
    await theirs.reload();
    await theirs.getByRole("heading", { level: 1, name: "This page is for admins" }).waitFor();
  });

  test("a disabled account is signed out at once, and can come back", async ({ open }) => {
    const person = await newPerson("Jette Rohr");
    const [{ page }, { page: theirs }] = [await open(), await open()];
    await openAs(theirs, person, "/bookings");
    await openAs(page, ADMIN, searchFor(person));
    await change(page, person.name, "Disable account");
    await waitForItems(usersOf(page), [/Jette Rohr.*Disabled/s]);

    await theirs.reload();
    await waitForAddress(theirs, "/sign-in", { redirect: "/bookings" });
    await fillSignIn(theirs, person);
    await theirs.getByRole("alert").getByText("do not match an account").waitFor();

    await page.getByRole("radiogroup", { name: "State" }).getByText("Active").click();
    await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
    expect(new URL(page.url()).searchParams.get("state")).toBe("active");
    await page.getByRole("radiogroup", { name: "State" }).getByText("Disabled").click();
    await change(page, person.name, "Enable account");
    await page.getByText("The account of Jette Rohr is enabled.").waitFor();
    await fillSignIn(theirs, person);
    await waitForAddress(theirs, "/bookings", {});
  });

  test("a locked account is found, unlocked, and its story read", async ({ open }) => {
    const person = await newPerson("Hauke Senn");
    const anybody = createFoyerClient({ url: `${inject("origin")}/trpc` });
    for (let attempt = 1; attempt <= 5; attempt++) {
      const guess = { email: person.email, password: `guess ${attempt}` };
      await expect(anybody.user.login.mutate(guess)).rejects.toThrow();
    }
    const [{ page }, { page: theirs }] = [await open(), await open()];
    await openAs(page, ADMIN, `${searchFor(person)}&state=locked`);
    await waitForItems(usersOf(page), [/Hauke Senn.*Locked/s]);
    await change(page, person.name, "Unlock account");
    await page.getByText("The account of Hauke Senn is unlocked.").waitFor();
    await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
    await signIn(theirs, person);

    await page.goto(searchFor(person));
    await page.getByRole("button", { name: "Change Hauke Senn" }).click();
    await page.getByRole("menuitem", { name: "What happened to it" }).click();
    const events = page.getByRole("table", { name: "Security events" }).locator("tbody").getByRole("row");
    await waitForItems(events, [
      /Signed in/,
      /Account unlocked by an admin/,
      /Account locked.*Until \w{3} \d/s,
      ...Array.from({ length: 5 }, () => /Sign-in refused/),
      /Account created/,
    ]);
    await page.getByRole("combobox", { name: "What happened" }).click();
    await page.getByRole("option", { name: "Account locked" }).click();
    await waitForItems(events, [/Account locked/]);
    expect(new URL(page.url()).searchParams.get("type")).toBe("account_locked");
  });
});
