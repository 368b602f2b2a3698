import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForAddress, waitForFieldError } from "./kit/page.js";
import { accountMenu, fillSignIn, newPerson, signIn } from "./kit/people.js";

const NEW_PASSWORD = "a lamp above every stair";

describe("the account page", () => {
  test("a new name shows at once", async ({ open }) => {
    const person = await newPerson("Elsa Grau");
    const { page } = await open();
    await signIn(page, person, "/sign-in?redirect=%2Faccount");
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("  ");
    await page.getByRole("button", { name: "Save name" }).click();
    await waitForFieldError(name, "Fill this in.");
    await name.fill("Elsa Blau");
    await page.getByRole("button", { name: "Save name" }).click();
    await accountMenu(page, "Elsa Blau").waitFor();
  });

  test("a new password signs the other devices out", async ({ open }) => {
    const person = await newPerson("Peter Lux");
    const [{ page }, { page: other }] = [await open(), await open()];
    await signIn(other, person, "/sign-in?redirect=%2Fbookings");
    await signIn(page, person, "/sign-in?redirect=%2Faccount");
    // Two browsers, and the program that signed up.
    await page.getByText("Your 2 other devices will be signed out.").waitFor();

    const current = page.getByLabel("Current password");
    await current.fill("not my password");
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await waitForFieldError(current, "This is not your current password.");
    await current.fill(person.password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed. 2 other devices were signed out.").waitFor();
    await page.getByText("You are signed in on this device only.").waitFor();
    expect(await current.inputValue()).toBe("");

    await other.reload();
    await waitForAddress(other, "/sign-in", { redirect: "/bookings" });
    await fillSignIn(other, { email: person.email, password: NEW_PASSWORD });
    await waitForAddress(other, "/bookings", {});
  });

  test("devices are listed, and signed out one by one or all at once", async ({ open }) => {
    const person = await newPerson("Ruth Zahn");
    const [{ page }, { page: second }, { page: third }] = [await open(), await open(), await open()];
    await signIn(second, person, "/sign-in?redirect=%2Fbookings");
    await signIn(page, person, "/sign-in?redirect=%2Faccount");
    const devices = page.getByRole("region", { name: "Devices" });
    await devices.getByText("You are signed in on 3 devices.").waitFor();
    const revoking = page.getByRole("button", { name: /^Sign out (?!\d|the other)/ });
    const current = devices.getByRole("listitem").filter({ hasNot: revoking });
    await current.getByText("This device", { exact: true }).waitFor();
    expect(await current.count()).toBe(1);

    const browser = devices.getByRole("listitem").filter({ hasText: " on Linux", has: revoking });
    await browser.getByRole("button", { name: /^Sign out (?!\d|the other)/ }).click();
    await devices.getByText("You are signed in on 2 devices.").waitFor();

    // Its next request fails, without a reload.
    await second.getByRole("link", { name: "Manage" }).click();
    await second.waitForURL((url) => url.pathname === "/sign-in");
    await second.getByText("You are signed out. Sign in to go on.").first().waitFor();

    await signIn(third, person, "/sign-in?redirect=%2Fbookings");
    await page.reload();
    await devices.getByRole("button", { name: "Sign out 2 other devices" }).click();
    const question = page.getByRole("dialog", { name: "Sign out 2 other devices?" });
    await question.getByText("They have to sign in again.").waitFor();
    await question.getByRole("button", { name: "Sign out 2 other devices" }).click();
    await devices.getByText("You are signed in on this device only.").waitFor();
    await third.goto("/");
    await third.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
    await third.goto("/bookings");
    await waitForAddress(third, "/sign-in", { redirect: "/bookings" });
  });
});
