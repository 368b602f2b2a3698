import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { ticketsPanel, waitForAddress, waitForFieldError } from "./kit/page.js";
import {
  accountMenu,
  book,
  fillSignIn,
  fillSignUp,
  newEvent,
  newIdentity,
  newPerson,
  openAs,
  signIn,
} from "./kit/people.js";

describe("accounts", () => {
  test("signing in and out", async ({ open }) => {
    const person = await newPerson("Selma Ort");
    const { page } = await open();
    await signIn(page, person);
    await page.reload();
    await accountMenu(page, person.name).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();

    // Their pages need a session again.
    await page.goto("/bookings?show=past");
    await waitForAddress(page, "/sign-in", { redirect: "/bookings?show=past" });
    await fillSignIn(page, person);
    await waitForAddress(page, "/bookings", { show: "past" });
  });

  test("a wrong password is told in words, and the right one still works", async ({ open }) => {
    const person = await newPerson("Wanda Lee");
    const { page } = await open();
    await page.goto("/sign-in");
    await fillSignIn(page, { ...person, password: "not the password" });
    const alert = page.getByRole("alert").getByText("Email and password do not match an account.");
    await alert.waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(person.email);
    await fillSignIn(page, person);
    await accountMenu(page, person.name).waitFor();
  });

  test("signing in on the way to a booking comes back with the chosen number", async ({ open }) => {
    const [organizer, person] = await Promise.all([newPerson("Otis Rau"), newPerson("Bea Korn")]);
    const event = await newEvent(organizer);
    const { page } = await open();
    await page.goto(`/events/${event.id}`);
    await page.getByRole("button", { name: "One ticket more" }).click();
    await ticketsPanel(page).getByText("2 tickets", { exact: true }).waitFor();
    await page.getByRole("button", { name: "One ticket more" }).click();
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 75.00" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Sign in" }).click();
    await fillSignIn(page, person);
    await waitForAddress(page, `/events/${event.id}`, { tickets: "3" });
    await page.getByRole("button", { name: "Hold 3 tickets for EUR 75.00" }).click();
    await page.getByRole("button", { name: "Pay EUR 75.00" }).waitFor();
  });

  test("signing up says beside each field what is wrong with it", async ({ open }) => {
    const taken = await newPerson("Tara Fink");
    const { page } = await open();
    await page.goto("/sign-up");
    await page.getByRole("button", { name: "Create account" }).click();
    await waitForFieldError(page.getByLabel("Name", { exact: true }), "Fill this in.");
    await waitForFieldError(page.getByLabel("Email"), "Write an email address");
    await waitForFieldError(page.getByLabel("Password"), "at least 8 characters");

    await fillSignUp(page, { ...newIdentity("Tara Two"), email: taken.email.toUpperCase() });
    await waitForFieldError(page.getByLabel("Email"), "There is already an account with this email.");
  });

  test("creating an event says beside each field what is wrong with it", async ({ open }) => {
    const organizer = await newPerson("Edda Wolf");
    const { page } = await open();
    await openAs(page, organizer, "/manage/new");
    await page.getByLabel("Price").fill("12.3456");
    await page.getByLabel("Capacity").fill("0");
    await page.getByLabel("Date and time").fill("2020-01-01T19:00");
    await page.getByRole("button", { name: "Create event" }).click();
    await waitForFieldError(page.getByLabel("Name", { exact: true }), "Fill this in.");
    await waitForFieldError(page.getByLabel("Venue"), "Fill this in.");
    await waitForFieldError(page.getByLabel("Date and time"), "still to come");
    await waitForFieldError(page.getByLabel("Capacity"), "Enter 1 or more.");
    await waitForFieldError(page.getByLabel("Price"), "EUR has at most 2 decimals.");
    await page.getByLabel("Price").fill("12.345");
    await page.getByRole("button", { name: "Create event" }).click();
    await waitForFieldError(page.getByLabel("Price"), "This can be read in two ways.");
  });

  test("cancelling without a reason asks for one", async ({ open }) => {
    const [organizer, person] = await Promise.all([newPerson("Otto Falk"), newPerson("Rosa Kern")]);
    const event = await newEvent(organizer);
    const booking = await book(person, event, 1);
    const { page } = await open();
    await openAs(page, person, `/bookings/${booking.id}`);
    await page.getByRole("button", { name: "Cancel booking" }).click();
    const question = page.getByRole("dialog", { name: "Cancel your booking?" });
    await question.getByRole("button", { name: "Cancel booking" }).click();
    await waitForFieldError(question.getByLabel("Reason"), "Say why in a few words.");
    await question.getByRole("button", { name: "Keep booking" }).click();
    await question.waitFor({ state: "hidden" });
    expect((await person.api.booking.byId.query({ id: booking.id })).status).toBe("confirmed");
  });
});
