import type { Page } from "playwright-core";
import { beforeAll, describe, expect } from "vitest";
import { keepPicture, test } from "./kit/browser.js";
import { layoutFindings } from "./kit/layout.js";
import { waitForRest } from "./kit/page.js";
import { book, type EventView, giveSession, newEvent, newPerson, type Person } from "./kit/people.js";

const DESK = { room: "a desk", viewport: { width: 1280, height: 900 } };
const PHONE = { room: "a phone", viewport: { width: 360, height: 740 } };

/**
 * How pages are opened, and the rooms that they are then shown in: a window that is zoomed, as people zoom pages that
 * are open, is a smaller one. Here a laptop's of 1280 by 900 pixels at 200 % and 400 %.
 */
const DEVICES = [
  {
    device: "a desk, zoomed",
    font: "100%",
    opened: DESK.viewport,
    rooms: [
      DESK,
      { room: "200 %", viewport: { width: 640, height: 450 } },
      { room: "400 %", viewport: { width: 320, height: 225 } },
      { room: "400 % of a higher window", viewport: { width: 320, height: 256 } },
    ],
  },
  { device: "a phone", font: "100%", opened: PHONE.viewport, rooms: [PHONE] },
  { device: "a phone with twice the font", font: "200%", opened: PHONE.viewport, rooms: [PHONE] },
  { device: "a desk with twice the font", font: "200%", opened: DESK.viewport, rooms: [DESK] },
];

interface Scene {
  readonly organizer: Person;
  readonly attendee: Person;
  readonly event: EventView;
  readonly soldOut: EventView;
  readonly booked: EventView;
  readonly bookingId: string;
  readonly heldId: string;
}
let scene: Scene;

beforeAll(async () => {
  const [organizer, attendee] = await Promise.all([
    newPerson("Wilhelmina van der Oosterhout"),
    newPerson("Ann Li"),
  ]);
  const [event, soldOut, booked, held] = await Promise.all([
    newEvent(organizer, { name: "Midnight Jazz in the Boiler Room" }),
    newEvent(organizer, { name: "Nothing Left", capacity: 1, price: 0 }),
    newEvent(organizer, { name: "Songs by Lamplight", price: 99_999_999, currency: "CZK" }),
    newEvent(organizer),
  ]);
  await book(attendee, soldOut, 1);
  const { id: bookingId } = await book(attendee, booked, 2);
  const { id: heldId } = await attendee.api.booking.create.mutate({
    eventId: held.id,
    ticketQuantity: 2,
    paymentMethod: "credit_card",
  });
  scene = { organizer, attendee, event, soldOut, booked, bookingId, heldId };
});

const PATHS: Record<"nobody" | "attendee" | "organizer", (scene: Scene) => readonly string[]> = {
  nobody: ({ event, soldOut }) => [
    "/",
    `/events/${event.id}`,
    `/events/${soldOut.id}`,
    "/sign-in",
    "/sign-up",
  ],
  attendee: ({ booked, bookingId, heldId }) => [
    `/events/${booked.id}`,
    "/bookings",
    `/bookings/${bookingId}`,
    `/bookings/${bookingId}/tickets`,
    `/bookings/${heldId}/pay`,
    "/account",
  ],
  organizer: ({ booked }) => [
    "/manage",
    `/manage/${booked.id}`,
    `/manage/${booked.id}/attendees`,
    `/manage/${booked.id}/log`,
    `/manage/${booked.id}/edit`,
    `/manage/${booked.id}/door`,
  ],
};

async function withFont(page: Page, font: string): Promise<void> {
  await page.addInitScript((size) => {
    addEventListener("DOMContentLoaded", () => {
      document.documentElement.style.fontSize = size;
    });
  }, font);
}

/** Shows the page that is open in another room, and waits until it has settled there. */
async function zoomTo(page: Page, viewport: { readonly width: number; readonly height: number }) {
  await page.setViewportSize(viewport);
  // What watches its own size is told of it with the next frame, and may draw another.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });
  await waitForRest(page);
}

describe.each(DEVICES)("at $device", ({ device, font, opened, rooms }) => {
  test.for(["nobody", "attendee", "organizer"] as const)(
    "%s reads every page: nothing sticks out, lies over another, is cut off or covered",
    { timeout: 180_000 },
    async (who, { open }) => {
      const found: string[] = [];
      const { page } = await open({ colorScheme: who === "attendee" ? "dark" : "light" });
      if (who !== "nobody") await giveSession(page, scene[who]);
      await withFont(page, font);
      for (const path of PATHS[who](scene)) {
        await page.setViewportSize(opened);
        await page.goto(path);
        await waitForRest(page);
        for (const { room, viewport } of rooms) {
          await zoomTo(page, viewport);
          const seen = await layoutFindings(page);
          if (seen.length > 0) await keepPicture(page, `${path} at ${room} of ${device}`);
          found.push(...seen.map((finding) => `${path} at ${room}: ${finding}`));
        }
      }
      expect(found).toEqual([]);
    },
  );
});

test("the first screen of an event has its name, its date and its place", async ({ open }) => {
  for (const viewport of [DESK.viewport, { width: 640, height: 450 }, PHONE.viewport]) {
    const { page } = await open({ viewport });
    await page.goto(`/events/${scene.event.id}`);
    await waitForRest(page);
    for (const words of [scene.event.name, "Small Hall, Berlin"]) {
      const box = await page.getByRole("main").getByText(words).first().boundingBox();
      expect(box && box.y + box.height, `${words} at ${viewport.width} by ${viewport.height}`).toBeLessThan(
        viewport.height,
      );
    }
    const when = await page.getByRole("definition").first().boundingBox();
    expect(when && when.y + when.height).toBeLessThan(viewport.height);
  }
});
