import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CONFIRM, mailedPath, RESET, trySignIn } from "./kit/accounts.js";
import { test } from "./kit/browser.js";
import { waitForFieldError } from "./kit/page.js";
import { accountMenu, fillSignIn, fillSignUp, newIdentity, newPerson } from "./kit/people.js";

const NEW_PASSWORD = "a lamp above every stair";

/** Waits for the page, since the previous one has a field of the same name. */
async function askForLink(page: Page, email: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: "Forgot your password?" }).waitFor();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByRole("heading", { level: 1, name: "Check your mail" }).waitFor();
}

describe("links by mail", () => {
  test("signing up, and confirming the address with the link from the mail", async ({ open }) => {
    const identity = newIdentity("Vera Holm");
    const { page } = await open();
    await page.goto("/sign-up");
    await fillSignUp(page, identity);
    await page.getByText(`A mail to confirm your address is on its way to ${identity.email}.`).waitFor();
    await page.goto("/account");
    await page.getByText("Not confirmed yet").waitFor();

    const first = await mailedPath(identity.email, CONFIRM);
    await page.getByRole("button", { name: "Send the mail again" }).click();
    await page.getByText(`A mail is on its way to ${identity.email}.`).waitFor();
    const second = await mailedPath(identity.email, CONFIRM, [first]);

    // The newer link replaced the older one.
    await page.goto(first);
    await page.getByRole("heading", { level: 1, name: "This link no longer works" }).waitFor();
    await page.getByRole("button", { name: "Send the mail again" }).waitFor();

    await page.goto(second);
    await page.getByRole("heading", { level: 1, name: "Your address is confirmed" }).waitFor();
    expect(page.url()).not.toContain("token");
    await page.goto("/account");
    await page.getByRole("region", { name: "Profile" }).getByText("Confirmed", { exact: true }).waitFor();

    // The link works only once.
    await page.goto(second);
    await page.getByRole("heading", { level: 1, name: "Your address is confirmed already" }).waitFor();
    const { page: other } = await open();
    await other.goto(second);
    await other.getByRole("heading", { level: 1, name: "This link no longer works" }).waitFor();
  });

  test("a forgotten password is set anew, once, and the old one is refused", async ({ open }) => {
    const person = await newPerson("Fritz Oehl");
    const { page } = await open();
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await askForLink(page, person.email);
    const words = await page.getByText("If there is an account").textContent();

    // An unknown address gets the same answer.
    const stranger = newIdentity("Nobody").email;
    await page.getByRole("button", { name: "Ask again" }).click();
    await askForLink(page, stranger);
    await page.getByText(stranger).waitFor();
    expect(await page.getByText("If there is an account").textContent()).toBe(
      words?.replace(person.email, stranger),
    );

    const path = await mailedPath(person.email, RESET);
    await page.goto(path);
    const field = page.getByLabel("New password");
    await expect.poll(() => page.url()).not.toContain("token");
    await field.fill("short");
    await page.getByText("Too short: 8 characters at least").waitFor();
    await field.fill("password123");
    await page.getByRole("button", { name: "Set new password" }).click();
    await waitForFieldError(field, "among the first that would be guessed");
    await field.fill(NEW_PASSWORD);
    await page.getByText("Strong", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Set new password" }).click();
    await page.waitForURL("**/sign-in");
    await page.getByText("Your new password is set. Sign in with it.").waitFor();

    expect(await trySignIn(page, person.email, person.password)).toBe(401);
    await page.getByRole("alert").getByText("do not match an account").waitFor();
    await fillSignIn(page, { email: person.email, password: NEW_PASSWORD });
    await accountMenu(page, person.name).waitFor();

    await page.goto(path);
    await page.getByLabel("New password").fill(`${NEW_PASSWORD} again`);
    await page.getByRole("button", { name: "Set new password" }).click();
    await page.getByRole("heading", { level: 1, name: "This link no longer works" }).waitFor();
    await page.getByRole("link", { name: "Ask for a new link" }).click();
    await page.waitForURL("**/forgot-password");
  });

  test("five wrong passwords lock an account, and a new one by mail opens it", async ({ open }) => {
    const person = await newPerson("Lotte Kern");
    const { page } = await open();
    await page.goto("/sign-in");
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await trySignIn(page, person.email, `wrong number ${attempt}`)).toBe(401);
    }
    // The correct password fails now, with the same message.
    expect(await trySignIn(page, person.email, person.password)).toBe(401);
    await page.getByRole("alert").getByText("Email and password do not match an account.").waitFor();

    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await askForLink(page, person.email);
    await page.goto(await mailedPath(person.email, RESET));
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Set new password" }).click();
    await page.waitForURL("**/sign-in");
    await fillSignIn(page, { email: person.email, password: NEW_PASSWORD });
    await accountMenu(page, person.name).waitFor();
  });

  test("a link without its token says so", async ({ open }) => {
    const { page } = await open();
    for (const path of ["/reset-password", "/verify-email"]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1, name: "This link is incomplete" }).waitFor();
    }
  });
});
