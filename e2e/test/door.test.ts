import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { newDoor, scan, verdict, waitForVerdict } from "./kit/door.js";
import { newEvent, newPerson, openAs } from "./kit/people.js";

describe("the door", () => {
  test("admits a ticket once, and says who let it in and when", async ({ open }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open({ viewport: { width: 360, height: 780 } });
    await openAs(page, organizer, `/manage/${event.id}`);
    await page.getByRole("link", { name: "Open the door" }).click();
    await scan(page, codes[0].toLowerCase());
    await waitForVerdict(page, "Admitted", "Ann Li", "Ticket 1 of 2", "Collect EUR 50.00");
    await page.getByText("1 of 2 inside").waitFor();
    expect(await page.getByLabel("Ticket code").inputValue()).toBe("");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");

    await scan(page, codes[0]);
    await waitForVerdict(page, "Refused", /^Used already at \d\d:\d\d\. Let in by Mina Holt\.$/);
    await scan(page, codes[1]);
    await waitForVerdict(page, "Admitted", "Ticket 2 of 2");
    await page.getByText("2 of 2 inside").waitFor();
  });

  test("takes the cash that is due", async ({ open }) => {
    const { organizer, event, codes, bookingId } = await newDoor();
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await scan(page, codes[0]);
    await verdict(page).getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    const question = page.getByRole("dialog", { name: "Did Ann Li pay EUR 50.00 in cash?" });
    await question.getByRole("button", { name: "Mark EUR 50.00 as paid" }).click();
    await question.waitFor({ state: "hidden" });
    await verdict(page).getByText("Collect EUR 50.00").waitFor({ state: "hidden" });
    expect(await organizer.api.booking.byId.query({ id: bookingId })).toMatchObject({
      paymentStatus: "paid",
    });
    await scan(page, codes[1]);
    await waitForVerdict(page, "Admitted", "Ticket 2 of 2");
    expect(await verdict(page).getByText("Collect").count()).toBe(0);
  });

  test("takes an admission back, so that the ticket may come in again", async ({ open }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await scan(page, codes[0]);
    await page.getByText("1 of 2 inside").waitFor();
    await verdict(page).getByRole("button", { name: "Undo" }).click();
    await waitForVerdict(page, "Taken back");
    await page.getByText("0 of 2 inside").waitFor();
    await scan(page, codes[0]);
    await waitForVerdict(page, "Admitted");
    await page.getByText("1 of 2 inside").waitFor();
  });

  test("refuses what is no ticket, another event's, and a cancelled one", async ({ open }) => {
    const { organizer, attendee, event, codes, bookingId } = await newDoor();
    const other = await newEvent(organizer, { name: "Another Evening" });
    const { page } = await open();
    await openAs(page, organizer, `/manage/${other.id}/door`);
    await scan(page, "4006381333931");
    await waitForVerdict(page, "Refused", /This is no ticket code/);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Refused", `This is a ticket for “${event.name}”. Send its holder there.`);

    await attendee.api.booking.cancel.mutate({ id: bookingId, reason: "I am ill" });
    await page.goto(`/manage/${event.id}/door`);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Refused", /This code is void/);
  });

  test("reads what a scanner types through another keyboard, and says so where nobody could", async ({
    open,
  }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open({ viewport: { width: 360, height: 740 } });
    await openAs(page, organizer, `/manage/${event.id}/door`);
    const german = codes[0].replace(/[YZ-]/g, (sign) => ({ Y: "Z", Z: "Y" })[sign] ?? "ß");
    await page.getByLabel("Ticket code").pressSequentially(german);
    // Tab after a code submits it and keeps the focus.
    await page.getByLabel("Ticket code").press("Tab");
    await waitForVerdict(page, "Admitted", "Ticket 1 of 2");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    await scan(page, `HTTPS://TICKETS.EXAMPLE.ORG/${codes[1]}`);
    await waitForVerdict(page, "Admitted", "Ticket 2 of 2");
    await scan(page, codes[1].replace(/[A-Z]/g, "Ж"));
    await waitForVerdict(page, "Not readable", /The scanner’s keyboard layout seems to be wrong/);
  });

  test("goes on without a network, and sends what was scanned when it is back", async ({ open }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open({ viewport: { width: 360, height: 780 } });
    const context = page.context();
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await page.getByLabel("Ticket code").waitFor();
    await context.setOffline(true);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Genuine", "Will be checked when the network is back.");
    await scan(page, codes[0]);
    await waitForVerdict(page, "Refused", /^Scanned on this device already at/);
    // A forged code, which this device recognizes by its signature.
    await scan(
      page,
      codes[1].replace(/.$/, (letter) => (letter === "A" ? "B" : "A")),
    );
    await waitForVerdict(page, "Refused", /no ticket of this event/);
    await scan(page, codes[1]);
    await waitForVerdict(page, "Genuine");
    await page.getByText("No network. 2 scans wait to be sent.").waitFor();

    // The tab is closed.
    await page.close();
    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(`/manage/${event.id}/door`);
    await again.getByText("2 of 2 inside").waitFor();
    await again.getByText("Every scan is sent.").waitFor();
    const scanned = again.getByRole("region", { name: "Scanned on this device" });
    await scanned.getByText("Ann Li, Ticket 1 of 2").waitFor();
    expect(await scanned.getByText("Refused", { exact: true }).count()).toBe(2);
  });

  test("shows what was let in and is refused when the network is back", async ({ open }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await page.getByLabel("Ticket code").waitFor();
    await page.context().setOffline(true);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Will be checked when the network is back.");
    await scan(page, codes[1]);

    // Another device has already checked in the first one.
    const { id: eventId } = event;
    await organizer.api.booking.checkIn.mutate({ eventId, code: codes[0], scanId: "other-door" });
    await page.context().setOffline(false);
    const sortOut = page.getByRole("region", { name: "Sort out" });
    await sortOut.getByRole("heading", { name: "Sort out: 1" }).waitFor();
    await sortOut.getByText(/Used already at \d\d:\d\d\. Let in by Mina Holt\./).waitFor();
    await page.getByText("2 of 2 inside").waitFor();
    await sortOut.getByRole("button", { name: "Sorted out" }).click();
    await sortOut.waitFor({ state: "hidden" });
  });

  test("leaves neither key nor names behind when its keeper signs out", async ({ open }) => {
    const { organizer, event, codes } = await newDoor();
    const { page } = await open();
    await openAs(page, organizer, `/manage/${event.id}/door`);
    await scan(page, codes[0]);
    await waitForVerdict(page, "Admitted");
    const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    await expect.poll(kept).toContain("Ann Li");
    await page.getByRole("banner").getByRole("button", { name: "Account of Mina Holt" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await expect.poll(kept).not.toMatch(/foyer-door/);
  });

  test("is shut for everybody else", async ({ open }) => {
    const { attendee, event } = await newDoor();
    const stranger = await newPerson("Udo Zorn");
    const { page } = await open();
    await openAs(page, stranger, `/manage/${event.id}/door`);
    await page.getByText("The door could not be opened.").waitFor();
    expect(await page.getByLabel("Ticket code").count()).toBe(0);
    await expect(attendee.api.event.door.query({ eventId: event.id })).rejects.toThrow();
  });
});
