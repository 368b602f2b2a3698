import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { expectAnswer, VIEWS } from "./kit/answers.js";
import { test } from "./kit/browser.js";
import { ticketsPanel } from "./kit/page.js";
import { expectAccessible, holdTickets, payWith, waitForTickets } from "./kit/paying.js";
import { accountMenu, book, bookPaid, newEvent, newPerson, openAs, signIn } from "./kit/people.js";

/** The notice for an action, by its text. */
const alert = (page: Page, words: string) => page.getByRole("alert").filter({ hasText: words });
const answer = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words }).last();

describe.each(VIEWS)(
  "what answers an action is in view and has the focus, on $view",
  ({ view: _, ...options }) => {
    test("a declined card, each time, and no network while paying", async ({ open }) => {
      const event = await newEvent(await newPerson("Olga Sand"));
      const { page } = await open(options);
      await holdTickets(page, await newPerson("Anton Pech"), event, 2);
      for (const _time of ["first", "second"]) {
        await payWith(page, "declined", "EUR 50.00");
        await expectAnswer(alert(page, "The payment was declined, and nothing was charged."));
        await page.getByRole("radio", { name: "Is paid at once" }).check();
      }

      await page.context().setOffline(true);
      await payWith(page, "ok", "EUR 50.00");
      const notice = alert(page, "No answer came to your payment.");
      await expectAnswer(notice);
      expect(await notice.textContent()).toContain("There is no network. Try again when it is back.");
      await page.context().setOffline(false);
      await page.getByText("There is no network. What you see may be old.").waitFor({ state: "detached" });
      await payWith(page, "ok", "EUR 50.00");
      await waitForTickets(page, 2);
      await expectAnswer(page.getByRole("heading", { level: 1, name: "Your 2 tickets" }));
    });

    test("free tickets and tickets paid at the door end at the tickets", async ({ open }) => {
      const organizer = await newPerson("Olga Sand");
      const [free, inCash] = await Promise.all([newEvent(organizer, { price: 0 }), newEvent(organizer)]);
      const { page } = await open(options);
      await openAs(page, await newPerson("Anton Pech"), `/events/${free.id}`);
      await page.getByRole("button", { name: "Book 1 ticket for free" }).click();
      await waitForTickets(page, 1);
      await expectAnswer(page.getByRole("heading", { level: 1, name: "Your ticket", exact: true }));

      await page.goto(`/events/${inCash.id}?tickets=2&pay=cash`);
      await page.getByRole("button", { name: "Book 2 tickets for EUR 50.00" }).click();
      await waitForTickets(page, 2);
      await expectAnswer(page.getByRole("heading", { level: 1, name: "Your 2 tickets" }));
    });

    test("a refused sign-in, a name, a password, a device", async ({ open }) => {
      const person = await newPerson("Anton Pech");
      const { page } = await open(options);
      await page.goto("/sign-in");
      await page.getByLabel("Email").fill(person.email);
      await page.getByLabel("Password").fill("not this one");
      await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
      await expectAnswer(alert(page, "Email and password do not match"));

      await signIn(page, person, "/sign-in?redirect=/account");
      await page.getByLabel("Name").fill("Anton P. Pech");
      await page.getByRole("button", { name: "Save name" }).click();
      await expectAnswer(answer(page, "Your name is saved."));
      await page.getByLabel("Current password").fill("not this one");
      await page.getByLabel("New password").fill("a lantern in the rain");
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("This is not your current password.").waitFor();
      await expectAnswer(page.getByLabel("Current password"));
      await page.getByLabel("Current password").fill(person.password);
      await page.getByRole("button", { name: "Change password" }).click();
      await expectAnswer(answer(page, "Your password is changed."));
      // The next input removes the message.
      await page.getByLabel("Current password").fill("x");
      await answer(page, "Your password is changed.").waitFor({ state: "detached" });
    });

    test("a cancelled booking that was paid, and how its money comes back", async ({ open }) => {
      const attendee = await newPerson("Anton Pech");
      const { id } = await bookPaid(attendee, await newEvent(await newPerson("Olga Sand")), 2);
      const { page } = await open(options);
      await openAs(page, attendee, `/bookings/${id}`);
      await cancelBooking(page);
      const words = "Your booking is cancelled. EUR 50.00 is on its way back to your card.";
      await expectAnswer(answer(page, words));
      await expectAccessible(page);
      // Whoever comes back later finds it at the top, before what the booking was for.
      await page.reload();
      const told = page.getByText(
        /^EUR 50.00 (is on its way back to your card|was given back on .*)\. It can take/,
      );
      await told.waitFor();
      const facts = page.getByText("Cancelled", { exact: true }).first();
      expect((await told.boundingBox())?.y).toBeLessThan((await facts.boundingBox())?.y ?? 0);
    });

    test("a cancelled booking, where one booked and where one organizes", async ({ open }) => {
      const [organizer, attendee] = await Promise.all([newPerson("Olga Sand"), newPerson("Anton Pech")]);
      const [event, other] = await Promise.all([newEvent(organizer), newEvent(organizer)]);
      await Promise.all([book(attendee, event, 2), book(attendee, other, 1)]);
      const { page } = await open(options);
      await openAs(page, attendee, `/events/${event.id}`);
      await cancelBooking(page);
      await expectAnswer(answer(page, "Your booking is cancelled."));
      await ticketsPanel(page)
        .getByRole("button", { name: /^Hold 1 ticket/ })
        .waitFor();

      const { page: desk } = await open(options);
      await openAs(desk, organizer, `/manage/${other.id}/attendees`);
      await cancelBooking(desk);
      await expectAnswer(answer(desk, "The booking of Anton Pech is cancelled."));
      // Leaving the page removes the message.
      await desk.getByRole("link", { name: "Foyer, all events" }).click();
      await desk.getByRole("heading", { level: 1, name: "What’s on" }).waitFor();
      await desk.getByText("The booking of Anton Pech is cancelled.").waitFor({ state: "detached" });
      await accountMenu(desk, organizer.name).waitFor();
    });
  },
);

async function cancelBooking(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel booking" }).first().click();
  const question = page.getByRole("dialog");
  // Without a reason the reason's field is focused.
  await question.getByRole("button", { name: "Cancel booking" }).click();
  await expectAnswer(question.getByLabel("Reason"));
  await question.getByLabel("Reason").fill("We both have a cold");
  await question.getByRole("button", { name: "Cancel booking" }).click();
  await question.waitFor({ state: "detached" });
}
