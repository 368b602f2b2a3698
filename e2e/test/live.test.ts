import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForTicketsLeft } from "./kit/page.js";
import { book, bookPaid, newEvent, newPerson, openAs } from "./kit/people.js";

/** The streams that a browser has open, in all of its tabs. */
function watchStreams(context: BrowserContext) {
  const open = new Set<unknown>();
  context.on("request", (request) => {
    if (request.url().includes("/trpc/live.onUpdate")) open.add(request);
  });
  context.on("requestfinished", (request) => void open.delete(request));
  context.on("requestfailed", (request) => void open.delete(request));
  return () => open.size;
}

/**
 * Waits for the stream in which a page is told of what its parts want. A stream tells of what happens from its beginning
 * on, and a page that is open may not have begun it yet.
 */
async function opensStream(page: Page, part: string): Promise<void> {
  await page.waitForResponse(
    (response) =>
      response.url().includes("/trpc/live.onUpdate") && decodeURIComponent(response.url()).includes(part),
  );
}

/** What a browser does when another tab or window covers the page. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    isHidden ? "hidden" : "visible",
  );
}

test("the tabs of a browser show what others book as it happens, over one connection, and none while hidden", async ({
  open,
}) => {
  const organizer = await newPerson("Lotte Funk");
  const attendee = await newPerson("Lars Draht");
  const [first, second] = [await newEvent(organizer), await newEvent(organizer)];
  const { page, problems } = await open();
  const streams = watchStreams(page.context());
  await page.goto(`/events/${first.id}`);
  await waitForTicketsLeft(page, 10);
  const other = await page.context().newPage();
  await other.goto(`/events/${second.id}`);
  await waitForTicketsLeft(other, 10);

  await book(attendee, first, 2);
  await book(attendee, second, 3);
  await waitForTicketsLeft(page, 8);
  await waitForTicketsLeft(other, 7);
  await expect.poll(streams).toBe(1);

  // Whichever has the connection passes it on.
  await setHidden(page, true);
  await organizer.api.event.update.mutate({ id: second.id, capacity: 20 });
  await waitForTicketsLeft(other, 17);
  await expect.poll(streams).toBe(1);
  await setHidden(other, true);
  await expect.poll(streams).toBe(0);

  await organizer.api.event.update.mutate({ id: first.id, name: "Renamed meanwhile" });
  await setHidden(page, false);
  await page.getByRole("heading", { level: 1, name: "Renamed meanwhile" }).waitFor();
  await expect.poll(streams).toBe(1);
  expect(problems).toEqual([]);
});

test("a booking's page says at once that the organizer cancelled it", async ({ open }) => {
  const organizer = await newPerson("Lotte Funk");
  const attendee = await newPerson("Lars Draht");
  const event = await newEvent(organizer);
  const booking = await bookPaid(attendee, event, 1);
  const { page } = await open({ viewport: { width: 360, height: 740 } });
  const following = opensStream(page, '"myBookings":true');
  await openAs(page, attendee, `/bookings/${booking.id}`);
  await page.getByRole("button", { name: "Cancel booking" }).waitFor();
  await following;
  await organizer.api.booking.cancel.mutate({ id: booking.id, reason: "The hall is closed." });
  await page.getByText("The hall is closed.").waitFor();
});

test("the manager's figures and attendees follow the sale", async ({ open }) => {
  const organizer = await newPerson("Lotte Funk");
  const attendee = await newPerson("Lars Draht");
  const event = await newEvent(organizer);
  const { page } = await open();
  const following = opensStream(page, `"activityOf":["${event.id}"]`);
  await openAs(page, organizer, `/manage/${event.id}/attendees`);
  await page.getByText("Nobody has booked yet").waitFor();
  await following;
  await bookPaid(attendee, event, 2);
  await page.getByRole("cell", { name: "Lars Draht" }).or(page.getByText("Lars Draht")).first().waitFor();
});
