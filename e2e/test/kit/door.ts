import type { Locator, Page } from "playwright-core";
import { book, type EventView, newEvent, newPerson, type Person } from "./people.js";

/** An event with somebody who has two tickets for it, to be paid at the door. */
export async function newDoor(): Promise<{
  organizer: Person;
  attendee: Person;
  event: EventView;
  bookingId: string;
  codes: readonly [string, string];
}> {
  const [organizer, attendee] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
  const event = await newEvent(organizer);
  const { id: bookingId } = await book(attendee, event, 2);
  const [first, second] = await attendee.api.booking.tickets.query({ id: bookingId });
  if (!first || !second) throw new Error("A confirmed booking has its tickets.");
  return { organizer, attendee, event, bookingId, codes: [first.code, second.code] };
}

/** The large answer to the last scan. */
export function verdict(page: Page): Locator {
  return page.getByRole("region", { name: "Last scan" });
}

/** Types a code as a hand scanner does. */
export async function scan(page: Page, code: string): Promise<void> {
  await page.getByLabel("Ticket code").fill(code);
  await page.getByLabel("Ticket code").press("Enter");
}

/** Waits for what the last scan is answered with. */
export async function waitForVerdict(page: Page, ...words: readonly (string | RegExp)[]): Promise<void> {
  for (const line of words) await verdict(page).getByText(line).first().waitFor();
}
