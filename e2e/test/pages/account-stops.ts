import type { Stop } from "./stop.js";

/** The pages of an account that need nobody's. */
export const ACCOUNT_LINK_STOPS: readonly Stop[] = [
  {
    name: "sign up with a password",
    path: () => "/sign-up",
    title: "Create your account",
    onceThere: (page) => page.getByLabel("Password").fill("lantern walk"),
  },
  { name: "a forgotten password", path: () => "/forgot-password", title: "Forgot your password?" },
  {
    name: "a link for a forgotten password",
    path: () => "/forgot-password",
    title: "Forgot your password?",
    async onceThere(page) {
      await page.getByLabel("Email").fill("nobody-has-this-address@example.org");
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    },
  },
  {
    name: "a new password",
    path: () => "/reset-password#token=nonsense",
    title: "Set a new password",
    onceThere: (page) => page.getByLabel("New password").fill("short"),
  },
  { name: "a new password without its link", path: () => "/reset-password", title: "Set a new password" },
  {
    name: "a link to confirm an address that no longer works",
    path: () => "/verify-email#token=nonsense",
    title: "Confirm your address",
    refused: 400,
    onceThere: (page) => page.getByRole("heading", { name: "This link no longer works" }).waitFor(),
  },
];

/** The account of somebody who is signed in elsewhere, too, and has API keys. */
export const ACCOUNT_STOPS: readonly Stop[] = [
  {
    name: "an account, with errors",
    path: () => "/account",
    title: "Your account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("Fill this in.").first().waitFor();
    },
  },
  {
    name: "the question whether to sign out other devices",
    path: () => "/account",
    title: "Your account",
    async onceThere(page) {
      await page.getByRole("button", { name: /^Sign out .*other device/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Keep signed in" }).waitFor();
    },
  },
  {
    name: "a new address",
    path: () => "/account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Change address" }).click();
      await page.getByRole("dialog").getByLabel("New email").waitFor();
    },
  },
  {
    name: "a new API key with errors",
    path: () => "/account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Create API key" }).click();
      await page.getByRole("radio", { name: "Only some of mine" }).check();
      await page.getByRole("checkbox", { name: /^Nothing Left/ }).waitFor();
      await page.getByRole("button", { name: "Create API key" }).click();
      await page.getByText("Tick at least one, or choose all events.").waitFor();
    },
  },
  {
    name: "the question whether to revoke an API key",
    path: () => "/account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Revoke Sales" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke API key" }).waitFor();
    },
  },
  {
    name: "the question whether to delete the account",
    path: () => "/account",
    async onceThere(page) {
      await page.getByRole("button", { name: "Delete account" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "a page for admins alone", path: () => "/admin/users", title: "For admins", refused: 403 },
];

export const ADMIN_STOPS: readonly Stop[] = [
  { name: "the way to the users", path: () => "/admin", title: "Users" },
  { name: "users", path: () => "/admin/users", title: "Users" },
  { name: "no users", path: () => "/admin/users?q=nobody-is-called-this", title: "Users" },
  {
    name: "what can be done with a user",
    path: () => "/admin/users?q=ines",
    title: "Users",
    async onceThere(page) {
      await page.getByRole("button", { name: /^Change / }).click();
      await page.getByRole("menuitem", { name: "Disable account" }).waitFor();
    },
  },
  {
    name: "the question whether to disable an account",
    path: () => "/admin/users?q=ines",
    title: "Users",
    async onceThere(page) {
      await page.getByRole("button", { name: /^Change / }).click();
      await page.getByRole("menuitem", { name: "Disable account" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Leave as it is" }).waitFor();
    },
  },
  { name: "security events", path: () => "/admin/security", title: "Security events" },
  { name: "no security events", path: () => "/admin/security?type=token_reused", title: "Security events" },
];
