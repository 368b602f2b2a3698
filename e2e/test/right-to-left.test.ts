import type { Page } from "playwright-core";
import { beforeAll, describe, expect } from "vitest";
import { keepPicture, test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForRest } from "./kit/page.js";
import {
  accountMenu,
  book,
  type EventView,
  giveSession,
  newEvent,
  newPerson,
  openAs,
  type Person,
  uniqueWord,
} from "./kit/people.js";

const WORD = uniqueWord();
const EVENT = `ערב ג'אז (מיוחד!) ${WORD}`;
const VENUE = "قاعة الموسيقى، القاهرة";
const CATEGORY = "מוזיקה";
const REASON = "המופע נדחה (שוב)!";

let organizer: Person;
let attendee: Person;
let event: EventView;
let gone: EventView;
let bookingId: string;
let heldId: string;
let goneId: string;
let code: string;

beforeAll(async () => {
  [organizer, attendee] = await Promise.all([newPerson("מרים כהן"), newPerson("ليلى حداد")]);
  const words = { venue: VENUE, category: CATEGORY, description: "ברוכים הבאים!\nWelcome!\nأهلا وسهلا!" };
  event = await newEvent(organizer, { ...words, name: EVENT });
  gone = await newEvent(organizer, { ...words, name: `מבוטל ${WORD}` });
  const held = await newEvent(organizer, { ...words, name: `שמור ${WORD}` });
  ({ id: bookingId } = await book(attendee, event, 2));
  ({ id: goneId } = await book(attendee, gone, 1));
  await attendee.api.booking.cancel.mutate({ id: goneId, reason: REASON });
  await organizer.api.event.cancel.mutate({ id: gone.id, reason: REASON });
  const request = { eventId: held.id, ticketQuantity: 1, paymentMethod: "credit_card" } as const;
  ({ id: heldId } = await attendee.api.booking.create.mutate(request));
  const [ticket] = await attendee.api.booking.tickets.query({ id: bookingId });
  code = ticket?.code ?? "";
});

/** Texts with right-to-left letters that are neither in an element of that direction nor isolated. */
function turnedAround(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const letters = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
    const outside = (text: string) => text.replace(/\u2068[^\u2069]*\u2069/g, "");
    const found: string[] = letters.test(outside(document.title)) ? [`title: ${document.title}`] : [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest("script, style, svg, textarea")) continue;
      if (!letters.test(outside(node.nodeValue ?? ""))) continue;
      const { direction, unicodeBidi } = getComputedStyle(parent);
      const isOwn = direction === "rtl" || unicodeBidi === "plaintext";
      if (!isOwn) found.push(node.nodeValue ?? "");
    }
    for (const field of document.querySelectorAll("input, textarea:not([aria-hidden])")) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
      const { direction, unicodeBidi } = getComputedStyle(field);
      const isOwn = direction === "rtl" || unicodeBidi === "plaintext";
      if (letters.test(field.value) && field.type !== "hidden" && !isOwn) found.push(`field: ${field.value}`);
    }
    for (const element of document.querySelectorAll("[aria-label], [title]")) {
      const label = `${element.getAttribute("aria-label") ?? ""} ${element.getAttribute("title") ?? ""}`;
      if (letters.test(outside(label))) found.push(`label: ${label}`);
    }
    return found;
  });
}

interface Stop {
  readonly path: () => string;
  readonly onceThere?: (page: Page) => Promise<void>;
}

const ATTENDEES: readonly Stop[] = [
  { path: () => `/?q=${WORD}` },
  { path: () => `/?category=${encodeURIComponent(CATEGORY)}&q=${WORD}` },
  { path: () => `/events/${event.id}` },
  { path: () => "/bookings" },
  { path: () => "/bookings?show=cancelled" },
  { path: () => `/bookings/${bookingId}` },
  { path: () => `/bookings/${goneId}` },
  { path: () => `/bookings/${bookingId}/tickets` },
  { path: () => `/bookings/${heldId}/pay` },
  {
    path: () => "/account",
    async onceThere(page) {
      await accountMenu(page, attendee.name).click();
      await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    },
  },
];

const ORGANIZERS: readonly Stop[] = [
  { path: () => "/manage" },
  { path: () => `/manage/${event.id}` },
  { path: () => `/manage/${event.id}/edit` },
  { path: () => `/manage/${event.id}/log` },
  { path: () => `/manage/${gone.id}` },
  { path: () => `/manage/${gone.id}/attendees` },
  {
    path: () => `/manage/${event.id}/attendees`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Cancel booking" }).first().click();
      await page.getByRole("dialog").getByLabel("Reason").fill(REASON);
    },
  },
  {
    path: () => `/manage/${event.id}/door`,
    async onceThere(page) {
      await page.getByLabel("Ticket code").fill(code);
      await page.getByRole("button", { name: "Check in" }).click();
      await page.getByRole("region", { name: "Last scan" }).getByText("Admitted").waitFor();
    },
  },
];

async function look(page: Page, stops: readonly Stop[], picture: string) {
  for (const { path, onceThere } of stops) {
    await page.goto(path());
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page
      .getByText(/[\u0590-\u06FF]/)
      .first()
      .waitFor();
    await onceThere?.(page);
    await waitForRest(page);
    const name = `${picture} ${path()
      .split("?")[0]
      ?.replaceAll(/[0-9a-f]{24}/g, "id")}`;
    if (process.env.FOYER_PICTURES) await keepPicture(page, name);
    expect(await turnedAround(page), name).toEqual([]);
  }
}

describe.each([
  { size: "phone", viewport: { width: 360, height: 740 } },
  { size: "desk", viewport: { width: 1280, height: 900 } },
])("Hebrew and Arabic, on a $size,", ({ size, viewport }) => {
  test("read from right to left wherever an attendee meets them", async ({ open }) => {
    const { page, problems } = await open({ viewport });
    await giveSession(page, attendee);
    await look(page, ATTENDEES, `rtl ${size}`);
    await page.goto(`/events/${event.id}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await findings(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("read from right to left wherever an organizer meets them", async ({ open }) => {
    const { page, problems } = await open({ viewport });
    await giveSession(page, organizer);
    await look(page, size === "desk" ? ORGANIZERS : ORGANIZERS.slice(0, -1), `rtl ${size}`);
    expect(problems).toEqual([]);
  });
});

describe("a name that begins with a picture", () => {
  test("stands for its owner whole", async ({ open }) => {
    const { page } = await open();
    await openAs(page, await newPerson("🎷 Max"), "/");
    await page.getByRole("banner").getByText("🎷", { exact: true }).waitFor();
  });
});
