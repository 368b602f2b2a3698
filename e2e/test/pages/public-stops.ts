import type { Stop } from "./stop.js";

/** Pages of those who are nobody here. */
export const PUBLIC_STOPS: readonly Stop[] = [
  { name: "browse", path: () => "/" },
  { name: "browse without a result", path: () => "/?q=nothing-has-this-word" },
  {
    name: "browse with the calendar",
    path: () => "/",
    async onceThere(page) {
      await page.getByRole("button", { name: "Dates: Any date" }).click();
      await page.getByRole("dialog").getByRole("table").waitFor();
    },
  },
  { name: "an event", path: ({ open }) => `/events/${open.id}` },
  { name: "an event that is sold out", path: ({ soldOut }) => `/events/${soldOut.id}` },
  { name: "sign in", path: () => "/sign-in" },
  {
    name: "sign up with errors",
    path: () => "/sign-up",
    async onceThere(page) {
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByText("Write an email address").waitFor();
    },
  },
  { name: "no page", path: () => "/no/such/page", refused: 404 },
  {
    name: "an event with kinds of tickets, some of them chosen",
    path: ({ festival }) => `/events/${festival.id}?code=WELCOME`,
    async onceThere(page) {
      await page.getByRole("button", { name: "One more: Adult" }).click();
      await page.getByRole("button", { name: "One more: Child" }).click();
      await page.getByRole("button", { name: /^Hold 2 tickets for KWD/ }).waitFor();
    },
  },
  {
    name: "an event with a kind that a code opens",
    path: ({ festival }) => `/events/${festival.id}?code=FRIENDS`,
    onceThere: (page) => page.getByText("Friends of the house").first().waitFor(),
  },
  {
    name: "an event with a code that is wrong",
    path: ({ festival }) => `/events/${festival.id}`,
    refused: 400,
    async onceThere(page) {
      await page.getByRole("button", { name: "I have a code" }).click();
      await page.getByLabel("Code").fill("no such code");
      await page.getByRole("button", { name: "Use code" }).click();
      await page.locator("[aria-invalid=true]").waitFor();
    },
  },
  { name: "an event with thirty kinds", path: ({ many }) => `/events/${many.id}` },
  {
    name: "the waiting list of a kind",
    path: ({ festival }) => `/events/${festival.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: /^Join the waiting list/ }).click();
      await page.waitForURL(/wait=/);
    },
  },
  {
    name: "the question whom a guest's tickets are for, with errors",
    path: ({ open }) => `/events/${open.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: /^Hold 1 ticket/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").waitFor();
      await dialog.getByRole("button", { name: /^Hold 1 ticket/ }).click();
      await dialog.getByText("Fill this in.").waitFor();
    },
  },
  {
    name: "sign in by mail",
    path: () => "/sign-in",
    async onceThere(page) {
      await page.getByLabel("Email").fill("nobody-has-this-address@example.org");
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await page.getByLabel("Code from the mail").waitFor();
    },
  },
  {
    name: "the link of a mail to sign in",
    path: ({ signInPath }) => signInPath,
    onceThere: (page) => page.getByRole("button", { name: "Sign in on this device" }).waitFor(),
  },
  {
    name: "the link of a mail about another address",
    path: ({ movePath }) => movePath,
    onceThere: (page) => page.getByRole("button", { name: "Use this address" }).waitFor(),
  },
  {
    name: "the link of a mail that takes an address back",
    path: ({ undoPath }) => undoPath,
    onceThere: (page) => page.getByRole("button", { name: "Take this address back" }).waitFor(),
  },
  { name: "the link of a mail, cut off", path: () => "/undo-email-change" },
];
