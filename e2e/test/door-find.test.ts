import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { newDoor, scan, waitForVerdict } from "./kit/door.js";
import { findings } from "./kit/findings.js";
import { layoutFindings } from "./kit/layout.js";
import { focusedDialog } from "./kit/page.js";
import { book, newBegunEvent, newEvent, newPerson, openAs } from "./kit/people.js";

/** Keeps what the page vibrates and sounds, in place of the device. */
async function listen(
  page: Page,
): Promise<{ vibrations: () => Promise<string[]>; tones: () => Promise<number> }> {
  await page.addInitScript(() => {
    const heard = { vibrations: [] as string[], tones: 0 };
    Object.assign(window, { heard });
    navigator.vibrate = (pattern) => {
      heard.vibrations.push(String(pattern));
      return true;
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.tones++;
      start.call(this, when);
    };
  });
  return {
    vibrations: () => page.evaluate<string[]>("heard.vibrations"),
    tones: () => page.evaluate<number>("heard.tones"),
  };
}

const found = (page: Page) => page.getByRole("list", { name: "Bookings found" });

describe("finding a booking at the door", () => {
  for (const viewport of [
    { width: 360, height: 780 },
    { width: 1280, height: 800 },
  ]) {
    test(`admits some of several with the keyboard alone, ${viewport.width} pixels wide`, async ({
      open,
    }) => {
      const { organizer, event, codes, bookingId } = await newDoor();
      const { page } = await open({ viewport });
      await openAs(page, organizer, `/manage/${event.id}/door`);
      await page.getByRole("searchbox", { name: "Find a booking" }).focus();
      await page.keyboard.type("li ann");
      await found(page).getByText("0 of 2 inside").waitFor();
      await page.getByText("1 booking", { exact: true }).waitFor();

      // To the button that clears the search, the cash, and the tickets: the second is not here.
      await pressUntil(page, "Tab", "Ticket 2");
      await page.keyboard.press("Space");
      await pressUntil(page, "Tab", "Admit 1 ticket");
      await page.keyboard.press("Enter");
      await found(page).getByText("1 of 2 inside").waitFor();
      const answer = found(page).getByRole("status").filter({ hasText: "Admitted" });
      await answer.getByText("Ticket 1").waitFor();
      await expect.poll(() => answer.evaluate((notice) => notice === document.activeElement)).toBe(true);
      await page.getByText("1 of 2 inside").first().waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);

      // Its code comes too late, from a scanner that types while the focus is on the answer.
      await page.keyboard.type(codes[0]);
      await page.keyboard.press("Enter");
      await waitForVerdict(page, "Refused", /^Used already at \d\d:\d\d\. Let in by Mina Holt\.$/);
      await found(page).getByRole("button", { name: "Undo ticket 1" }).focus();
      await page.keyboard.press("Enter");
      await found(page).getByText("Ticket 1 may come in again.").waitFor();
      expect((await organizer.api.booking.byId.query({ id: bookingId })).admittedTickets).toBe(0);
    });
  }

  test("takes the cash that is due, and says what cannot come in", async ({ open }) => {
    const { organizer, event, bookingId } = await newDoor();
    const gone = await newPerson("Ann Gone");
    const { id } = await book(gone, event, 1);
    await gone.api.booking.cancel.mutate({ id });
    const { page } = await open({ viewport: { width: 360, height: 780 } });
    await openAs(page, organizer, `/manage/${event.id}/door`);
    const search = page.getByRole("searchbox", { name: "Find a booking" });
    await search.fill("ann");
    await found(page).getByText("This booking was cancelled, so its tickets are void.").waitFor();
    expect(
      await found(page)
        .getByRole("button", { name: /^Admit/ })
        .count(),
    ).toBe(1);
    await found(page).getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    await found(page).getByText("EUR 50.00 is marked as paid.").waitFor();
    await found(page).getByText("Collect EUR 50.00").waitFor({ state: "hidden" });
    const { paymentStatus } = await organizer.api.booking.byId.query({ id: bookingId });
    expect(paymentStatus).toBe("paid");

    await search.fill("zzz");
    await page.getByText("No booking of this event for “zzz”.").waitFor();
    await page.context().setOffline(true);
    await page.getByText("Finding a booking needs the network.").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Finding a booking needs the network.").waitFor({ state: "hidden" });
  });

  test("sounds and vibrates for each verdict in its own way, until that is switched off", async ({
    open,
  }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open({ viewport: { width: 360, height: 780 } });
    const { vibrations, tones } = await listen(page);
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Admitted");
    await expect.poll(vibrations).toEqual(["80"]);
    await expect.poll(tones).toBe(2);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Refused");
    await scan(page, "4006381333931");
    await waitForVerdict(page, /This is no ticket code/);
    await expect.poll(vibrations).toEqual(["80", "120,80,120", "450"]);
    await expect.poll(tones).toBeGreaterThan(4);

    await page.getByRole("checkbox", { name: "Sound and vibration" }).uncheck();
    await scan(page, codes[1]);
    await waitForVerdict(page, "Admitted");
    await page.reload();
    await expect
      .poll(() => page.getByRole("checkbox", { name: "Sound and vibration" }).isChecked())
      .toBe(false);
    await scan(page, codes[1]);
    await waitForVerdict(page, "Refused");
    expect([await vibrations(), await tones()]).toEqual([[], 0]);
    // Switched on, it gives a sample.
    await page.getByRole("checkbox", { name: "Sound and vibration" }).check();
    await expect.poll(vibrations).toEqual(["80"]);
  });
});

describe("selling at the door", () => {
  for (const viewport of [
    { width: 360, height: 780 },
    { width: 1280, height: 800 },
  ]) {
    test(`takes the cash and admits at once with the keyboard alone, ${viewport.width} pixels wide`, async ({
      open,
    }) => {
      const organizer = await newPerson("Mina Holt");
      const event = await newEvent(organizer, {
        ticketTypes: [
          { name: "Adult", price: 2_000 },
          { name: "Child", price: 800, salesUntil: new Date(Date.now() - 1_000) },
        ],
      });
      const { page } = await open({ viewport });
      await openAs(page, organizer, `/manage/${event.id}/door`);
      await page.getByRole("button", { name: "Sell a ticket" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("10 left · open sale is over").waitFor();
      for (const button of ["One more: Adult", "One more: Adult", "One more: Child"]) {
        await page.getByRole("button", { name: "Sell a ticket" }).focus();
        await pressUntil(page, "Tab", button);
        await page.keyboard.press("Enter");
      }
      await page.getByText("Take EUR 48.00 in cash").waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
      await pressUntil(page, "Tab", "Sell 3 tickets for EUR 48.00");
      await page.keyboard.press("Enter");
      const answer = page.getByRole("status").filter({ hasText: "Sold" });
      await answer.getByText("3 tickets for EUR 48.00, paid in cash. Admitted.").waitFor();
      await expect.poll(() => answer.evaluate((notice) => notice === document.activeElement)).toBe(true);
      await page.getByText("3 of 3 inside").first().waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);

      // The next one does not come in yet.
      await pressUntil(page, "Tab", "Sell another");
      await page.keyboard.press("Enter");
      await page.getByLabel("Name").fill("Walt Later");
      await page.getByRole("checkbox", { name: "Admit at once" }).press("Space");
      await page.getByRole("button", { name: "One more: Adult" }).press("Enter");
      await page.getByRole("button", { name: "Sell 1 ticket for EUR 20.00" }).press("Enter");
      await answer.getByText("1 ticket for EUR 20.00, paid in cash. Not admitted yet.").waitFor();
      await page.getByRole("searchbox", { name: "Find a booking" }).fill("wal");
      await found(page).getByText("3 of 3 inside").waitFor();
      await found(page).getByText("0 of 1 inside").waitFor();
      expect(await found(page).getByText("No address").count()).toBe(2);
      expect(await found(page).getByText("Collect").count()).toBe(0);
      expect(await organizer.api.event.reconcile.query({ eventId: event.id })).toMatchObject({ ok: true });
    });
  }

  for (const viewport of [
    { width: 360, height: 780 },
    { width: 1280, height: 900 },
  ]) {
    test(`sells to latecomers until the event ends, ${viewport.width} pixels wide`, async ({ open }) => {
      const organizer = await newPerson("Mina Holt");
      const event = await newBegunEvent(organizer, {
        timeZone: "UTC",
        endsAt: new Date("2199-12-31T22:30:00Z"),
      });
      const { page } = await open({ viewport });
      await openAs(page, organizer, `/manage/${event.id}/door`);
      await page.getByRole("button", { name: "Sell a ticket" }).click();
      await page.getByText(/^The event has begun. You can sell until Tue 31 Dec 2199, 22:30/).waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
      await page.getByRole("button", { name: "Sell 1 ticket for EUR 25.00" }).click();
      await page.getByText("1 ticket for EUR 25.00, paid in cash. Admitted.").waitFor();
      await page.getByText("1 of 1 inside").first().waitFor();

      // By hand as well, with an address.
      await page.goto(`/manage/${event.id}/attendees/new`);
      await page.getByText(/^The event has begun. You can sell until/).waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
      await page.getByLabel("Name").fill("Lara Late");
      await page.getByLabel("Email").fill("lara@example.org");
      await page.getByRole("button", { name: "Book 1 ticket for EUR 25.00" }).click();
      await page.getByText(/^Booked for/).waitFor();

      // Closed sales are closed for them, too, until they open them.
      await page.goto(`/manage/${event.id}`);
      await page.getByText(/^The event has begun. .+ can be sold by you to latecomers/).waitFor();
      await page.getByRole("button", { name: "Close sales" }).click();
      await (await focusedDialog(page)).getByRole("button", { name: "Close sales" }).click();
      await page.getByText(/^Sales are closed. Opened, .+ can be sold by you to latecomers/).waitFor();
      expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
      await page.goto(`/manage/${event.id}/attendees/new`);
      await page
        .getByText("Sales are closed. Open them on the event’s overview to sell tickets yourself.")
        .waitFor();
      await page.goto(`/manage/${event.id}`);
      await page.getByRole("button", { name: "Open sales" }).click();
      await page.getByText(/^The event has begun. .+ can be sold by you to latecomers/).waitFor();

      // Attendees are not invited.
      const { page: stranger } = await open({ viewport });
      await stranger.goto(`/events/${event.id}`);
      await stranger.getByText("This event has begun. It takes no more bookings.").waitFor();
      expect(await stranger.getByText(/tickets? left/).count()).toBe(0);
    });
  }

  test("sells once when answers are lost, and says what needs the network", async ({ open }) => {
    const organizer = await newPerson("Mina Holt");
    const event = await newEvent(organizer);
    const { page } = await open({ viewport: { width: 360, height: 780 } });
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await page.getByRole("button", { name: "Sell a ticket" }).click();
    const sell = page.getByRole("button", { name: "Sell 1 ticket for EUR 25.00" });
    await sell.waitFor();
    await page.context().setOffline(true);
    await page.getByText("Selling needs the network.").waitFor();
    expect(await sell.isDisabled()).toBe(true);
    await page.context().setOffline(false);
    await page.getByText("Selling needs the network.").waitFor({ state: "hidden" });

    // A scan into the wrong field sells nothing.
    await page.getByLabel("Name").fill(`FOYER-${"a".repeat(24)}-1-${"A".repeat(26)}`);
    await page.getByLabel("Name").press("Enter");
    await page.getByText("This is a ticket’s code.").waitFor();
    await page.getByLabel("Name").fill("");

    // The server does what it is asked, and its answers do not arrive.
    await loseAnswers(page, "createForSomebody");
    await sell.click();
    await page.getByText("It is not known yet whether this was sold").waitFor();
    expect([...(await findings(page)), ...(await layoutFindings(page))]).toEqual([]);
    await page.unroute("**/trpc/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("1 ticket for EUR 25.00, paid in cash. Admitted.").waitFor();
    const { items } = await organizer.api.event.attendees.query({ eventId: event.id });
    expect(items).toMatchObject([
      { attendee: { name: "Walk-in", email: "" }, paymentStatus: "paid", admittedTickets: 1 },
    ]);
  });
});

/** Loses the answers of calls of a procedure, though they are carried out. */
async function loseAnswers(page: Page, procedure: string): Promise<void> {
  await page.route("**/trpc/**", async (route) => {
    if (!route.request().url().includes(procedure)) return route.fallback();
    await route.fetch();
    await route.abort();
  });
}

/** Presses a key until what has the focus is named so. */
async function pressUntil(page: Page, key: string, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press(key);
    const label = await page.evaluate(() => {
      const element = document.activeElement;
      const text =
        element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
      return element?.getAttribute("aria-label") ?? text ?? "";
    });
    if (label.includes(name)) return;
  }
  throw new Error(`“${name}” is not reached with ${key}.`);
}
