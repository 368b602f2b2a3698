import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { ADMIN, mailedCode, mailedPath, SIGN_IN } from "./kit/accounts.js";
import { test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { focusedDialog, waitForFieldError, waitForRest } from "./kit/page.js";
import { accountMenu, giveSession, newIdentity, newPerson } from "./kit/people.js";

/** What keeps people out of the page as it is. */
async function expectNoFindings(page: Page): Promise<void> {
  await waitForRest(page);
  expect(await findings(page)).toEqual([]);
}

/** Moves the focus with the keyboard until it is on the button with this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const nameOf = () =>
    page.evaluate(() => {
      const focused = document.activeElement;
      return focused instanceof HTMLButtonElement ? focused.textContent : "";
    });
  for (let steps = 0; steps < 20 && !(await nameOf()).includes(name); steps++)
    await page.keyboard.press("Tab");
  expect(await nameOf()).toContain(name);
}

const SIZES = [
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
] as const;

describe.each(SIZES)("one's own account on $size", ({ viewport }) => {
  test("signing in by mail, with the keyboard alone, by code and by link", async ({ open }) => {
    const person = await newPerson("Mathilde Vogt");
    const { page } = await open({ viewport });
    await page.goto("/sign-in?redirect=%2Fbookings");
    await waitForRest(page);
    await tabTo(page, "Mail me a link");
    await page.keyboard.press("Enter");
    await waitForFieldError(page.getByLabel("Email"), "Write an email address");
    // The field has the focus.
    await page.keyboard.type(person.email);
    await tabTo(page, "Mail me a link");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Check your mail" }).waitFor();
    await expectNoFindings(page);
    const code = await mailedCode(person.email, SIGN_IN);
    const field = page.getByLabel("Code from the mail");
    await page.keyboard.type(code === "111111" ? "222222" : "111111");
    await page.keyboard.press("Enter");
    await waitForFieldError(field, "This code is wrong or too old.");
    await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/bookings");

    const used = await mailedPath(person.email, SIGN_IN);
    const { page: other } = await open({ viewport });
    await other.goto("/sign-in");
    await other.getByLabel("Email").fill(person.email);
    await other.getByRole("button", { name: "Mail me a link" }).click();
    const path = await mailedPath(person.email, SIGN_IN, [used]);
    // Programs that look at mails open links, too: that does not use them up.
    for (let times = 0; times < 2; times++) {
      await other.goto("about:blank");
      await other.goto(path);
      await other.getByRole("button", { name: "Sign in on this device" }).waitFor();
    }
    expect(other.url()).not.toContain("token");
    await expectNoFindings(other);
    await tabTo(other, "Sign in on this device");
    await other.keyboard.press("Enter");
    await accountMenu(other, person.name).waitFor();
    await other.goto("about:blank");
    await other.goto(path);
    await other.getByText("You are signed in here as").waitFor();
    await other.getByRole("button", { name: "Sign in on this device" }).click();
    await other.getByRole("heading", { level: 1, name: "This link no longer works" }).waitFor();
  });

  test("another address is asked for, confirmed, and taken back", async ({ open }) => {
    const person = await newPerson("Konrad Lenz");
    const { page } = await open({ viewport });
    await giveSession(page, person);
    await page.goto(await mailedPath(person.email, "Confirm your email address"));
    await page.getByRole("heading", { level: 1, name: "Your address is confirmed" }).waitFor();
    await page.goto("/account");
    await page.getByRole("button", { name: "Change address" }).click();
    const dialog = page.getByRole("dialog");
    const { email } = newIdentity("Konrad Lenz");
    await dialog.getByLabel("New email").fill(email);
    await dialog.getByLabel("Your password").fill("not this one at all");
    await dialog.getByRole("button", { name: "Change address" }).click();
    await waitForFieldError(dialog.getByLabel("Your password"), "This is not your password.");
    await expectNoFindings(page);
    await dialog.getByLabel("Your password").fill(person.password);
    await page.keyboard.press("Enter");
    await page.getByText(`A mail to confirm it is on its way to ${email}.`).waitFor();

    await page.goto(await mailedPath(email, "Confirm your new email address"));
    await expectNoFindings(page);
    await page.getByRole("button", { name: "Use this address" }).click();
    await page.getByRole("heading", { level: 1, name: "Your address is changed" }).waitFor();
    await page.getByRole("link", { name: "See your account" }).click();
    await page.getByRole("region", { name: "Profile" }).getByText(email).waitFor();

    await page.goto(await mailedPath(person.email, "Your email address was changed"));
    await expectNoFindings(page);
    await page.getByRole("button", { name: "Take this address back" }).click();
    await page.getByRole("heading", { level: 1, name: "Your account has this address again" }).waitFor();
    // Nobody is signed in any more, and there is no password: the mail is the way in, and then a new one is set.
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Email").fill(person.email);
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await page.getByLabel("Code from the mail").fill(await mailedCode(person.email, SIGN_IN));
    await page.keyboard.press("Enter");
    await accountMenu(page, person.name).waitFor();
    await page.goto("/account");
    await page.getByText("You have no password").waitFor();
    await expectNoFindings(page);
    await page.getByLabel("New password").fill("a lamp above every stair");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Your password is set.").waitFor();
    await page.getByLabel("Current password").waitFor();
  });

  test("one's data is saved as a file, and the account is deleted", async ({ open }) => {
    const person = await newPerson("Leonore Brandis");
    const { page } = await open({ viewport });
    await giveSession(page, person);
    await page.goto("/account");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download your data" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^foyer-data-\d{4}-\d\d-\d\d\.json$/);
    const data = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(data.account).toMatchObject({ name: person.name, email: person.email });
    await page.getByText("The file with your data is saved.").waitFor();

    await tabTo(page, "Delete account");
    await page.keyboard.press("Enter");
    const dialog = await focusedDialog(page);
    await dialog.getByRole("heading", { name: "Delete your account?" }).waitFor();
    await dialog.getByText("You have no bookings to come.").waitFor();
    await dialog.getByLabel("Your password").fill("not this one at all");
    await page.keyboard.press("Enter");
    await waitForFieldError(dialog.getByLabel("Your password"), "This is not your password.");
    await expectNoFindings(page);
    await dialog.getByLabel("Your password").fill(person.password);
    await dialog.getByRole("button", { name: "Delete account for good" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.getByText("Your account is deleted.").waitFor();
    await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();

    const { page: admins } = await open({ viewport });
    await giveSession(admins, ADMIN);
    await admins.goto("/admin/users?state=deleted");
    await admins
      .getByRole("row", { name: /Deleted account/ })
      .first()
      .waitFor();
    await admins.goto("/admin/users?q=ines");
    await admins
      .getByRole("button", { name: /^Change / })
      .first()
      .click();
    await admins.getByRole("menuitem", { name: "Change address" }).click();
    await admins.getByRole("dialog").getByLabel("New email").waitFor();
    await expectNoFindings(admins);
  });
});
