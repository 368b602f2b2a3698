import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject } from "vitest";
import { keepPicture, test, type Visitor } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForRest } from "./kit/page.js";
import {
  book,
  bookPaid,
  type EventView,
  giveSession,
  newEvent,
  newPerson,
  type Person,
} from "./kit/people.js";

/** The data behind the pages: an organizer, events in every state, and an attendee with bookings. */
interface Scene {
  readonly organizer: Person;
  readonly attendee: Person;
  readonly open: EventView;
  readonly soldOut: EventView;
  readonly booked: EventView;
  readonly bookingId: string;
  /** Tickets of another attendee, each checked in once. */
  readonly codes: string[];
  /** A hold of the attendee, and a cancelled event that the attendee had booked. */
  readonly held: EventView;
  readonly cancelled: EventView;
  /** Further bookings of the attendee, by the state of their payment. */
  readonly heldId: string;
  readonly askedId: string;
  readonly paidId: string;
  readonly refundedId: string;
  readonly returnedId: string;
  readonly cancelledId: string;
  /** A webhook of the organizer, whose receiver knows nothing of it. */
  readonly webhookId: string;
}

type Who = "nobody" | "attendee" | "organizer";

/** A page, and the dialog opened on it. */
interface Stop {
  readonly name: string;
  readonly who: Who;
  readonly path: (scene: Scene) => string;
  /** Whether its URL is a 404. */
  readonly isMissing?: true;
  readonly onceThere?: (page: Page) => Promise<void>;
}

const STOPS: readonly Stop[] = [
  { name: "browse", who: "nobody", path: () => "/" },
  { name: "browse without a result", who: "nobody", path: () => "/?q=nothing-has-this-word" },
  {
    name: "browse with the calendar",
    who: "nobody",
    path: () => "/",
    async onceThere(page) {
      await page.getByRole("button", { name: "Dates: Any date" }).click();
      await page.getByRole("dialog").getByRole("table").waitFor();
    },
  },
  { name: "an event", who: "nobody", path: ({ open }) => `/events/${open.id}` },
  { name: "an event that is sold out", who: "nobody", path: ({ soldOut }) => `/events/${soldOut.id}` },
  { name: "an event one has booked", who: "attendee", path: ({ booked }) => `/events/${booked.id}` },
  { name: "an event one holds tickets of", who: "attendee", path: ({ held }) => `/events/${held.id}` },
  { name: "an event one waits for", who: "attendee", path: ({ soldOut }) => `/events/${soldOut.id}` },
  { name: "an event that is cancelled", who: "attendee", path: ({ cancelled }) => `/events/${cancelled.id}` },
  { name: "sign in", who: "nobody", path: () => "/sign-in" },
  {
    name: "sign up with errors",
    who: "nobody",
    path: () => "/sign-up",
    async onceThere(page) {
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByText("Write an email address").waitFor();
    },
  },
  { name: "no page", who: "nobody", path: () => "/no/such/page", isMissing: true },
  { name: "my bookings", who: "attendee", path: () => "/bookings" },
  { name: "my bookings, none of them", who: "attendee", path: () => "/bookings?show=past" },
  {
    name: "a booking with the question whether to cancel",
    who: "attendee",
    path: ({ bookingId }) => `/bookings/${bookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Cancel booking" }).click();
      await page.getByRole("dialog").getByLabel("Reason").waitFor();
    },
  },
  { name: "checkout", who: "attendee", path: ({ heldId }) => `/bookings/${heldId}/pay` },
  {
    name: "checkout with cash",
    who: "attendee",
    path: ({ heldId }) => `/bookings/${heldId}/pay`,
    async onceThere(page) {
      await page.getByRole("radio", { name: "Cash" }).check();
      await page.getByRole("button", { name: "Pay at the door" }).waitFor();
    },
  },
  {
    name: "checkout with the question whether to give back",
    who: "attendee",
    path: ({ heldId }) => `/bookings/${heldId}/pay`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Give the tickets back" }).click();
      await page.getByRole("dialog").getByText("go back on sale").waitFor();
    },
  },
  { name: "checkout at the bank", who: "attendee", path: ({ askedId }) => `/bookings/${askedId}/pay` },
  { name: "checkout given back", who: "attendee", path: ({ returnedId }) => `/bookings/${returnedId}/pay` },
  { name: "a booking that is held", who: "attendee", path: ({ heldId }) => `/bookings/${heldId}` },
  { name: "a booking that is paid", who: "attendee", path: ({ paidId }) => `/bookings/${paidId}` },
  { name: "a booking given back", who: "attendee", path: ({ refundedId }) => `/bookings/${refundedId}` },
  {
    name: "a booking of a cancelled event",
    who: "attendee",
    path: ({ cancelledId }) => `/bookings/${cancelledId}`,
  },
  { name: "tickets", who: "attendee", path: ({ paidId }) => `/bookings/${paidId}/tickets` },
  { name: "twelve tickets", who: "attendee", path: ({ bookingId }) => `/bookings/${bookingId}/tickets` },
  { name: "void tickets", who: "attendee", path: ({ refundedId }) => `/bookings/${refundedId}/tickets` },
  { name: "tickets to come", who: "attendee", path: ({ heldId }) => `/bookings/${heldId}/tickets` },
  { name: "my cancelled bookings", who: "attendee", path: () => "/bookings?show=cancelled" },
  { name: "a booking", who: "attendee", path: ({ bookingId }) => `/bookings/${bookingId}` },
  { name: "manager without events", who: "attendee", path: () => "/manage" },
  { name: "manager", who: "organizer", path: () => "/manage" },
  {
    name: "manager with the account menu",
    who: "organizer",
    path: () => "/manage",
    async onceThere(page) {
      await page
        .getByRole("banner")
        .getByRole("button", { name: /Account of/ })
        .click();
      await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    },
  },
  { name: "no webhooks", who: "attendee", path: () => "/manage/webhooks" },
  { name: "webhooks", who: "organizer", path: () => "/manage/webhooks" },
  {
    name: "a new webhook with errors",
    who: "organizer",
    path: () => "/manage/webhooks",
    async onceThere(page) {
      await page.getByRole("button", { name: "Add a webhook" }).click();
      for (const name of ["Bookings", "Payments", "Events", "Waiting list", "Door"])
        await page.getByRole("checkbox", { name, exact: true }).click();
      await page.getByRole("button", { name: "Add webhook" }).click();
      await page.getByText("Choose at least one event.").waitFor();
    },
  },
  {
    name: "a webhook that fails",
    who: "organizer",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
  },
  {
    name: "a webhook without such deliveries",
    who: "organizer",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}?state=delivered`,
  },
  {
    name: "a delivery",
    who: "organizer",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
    async onceThere(page) {
      await page
        .getByRole("button", { name: /^Show booking/ })
        .first()
        .click();
      await page.getByRole("dialog").getByText("Sent as").waitFor();
    },
  },
  {
    name: "the question whether to remove a webhook",
    who: "organizer",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this webhook" }).click();
      await page.getByRole("menuitem", { name: "Remove webhook" }).click();
      await page.getByRole("dialog").getByText("Its log and its secret are deleted").waitFor();
    },
  },
  { name: "a new event", who: "organizer", path: () => "/manage/new" },
  { name: "a managed event", who: "organizer", path: ({ booked }) => `/manage/${booked.id}` },
  {
    name: "a managed event with its sales as a table",
    who: "organizer",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Show as a table" }).click();
      await page.getByRole("table", { name: "Sales per day" }).waitFor();
    },
  },
  {
    name: "the question whether to cancel an event",
    who: "organizer",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this event" }).click();
      await page.getByRole("menuitem", { name: "Cancel event" }).click();
      await page.getByRole("dialog").getByText("2 bookings will be cancelled").waitFor();
    },
  },
  {
    name: "the question when a copy is to be",
    who: "organizer",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this event" }).click();
      await page.getByRole("menuitem", { name: "Duplicate event" }).click();
      await page.getByRole("dialog").getByLabel("Date and time of the copy").waitFor();
    },
  },
  { name: "a cancelled event", who: "organizer", path: ({ cancelled }) => `/manage/${cancelled.id}` },
  { name: "refunds", who: "organizer", path: ({ booked }) => `/manage/${booked.id}/refunds` },
  { name: "no refunds", who: "organizer", path: ({ open }) => `/manage/${open.id}/refunds` },
  { name: "the door", who: "organizer", path: ({ open }) => `/manage/${open.id}/door` },
  {
    name: "the door with a ticket admitted",
    who: "organizer",
    path: ({ booked }) => `/manage/${booked.id}/door`,
    async onceThere(page) {
      await page.getByLabel("Ticket code").fill(scene.codes.shift() ?? "");
      await page.getByRole("button", { name: "Check in" }).click();
      await page.getByRole("region", { name: "Last scan" }).getByText("Admitted").waitFor();
    },
  },
  {
    name: "the door with a ticket refused",
    who: "organizer",
    path: ({ open }) => `/manage/${open.id}/door`,
    async onceThere(page) {
      await page.getByLabel("Ticket code").fill("4006381333931");
      await page.getByRole("button", { name: "Check in" }).click();
      await page.getByText("Refused").waitFor();
    },
  },
  { name: "attendees", who: "organizer", path: ({ booked }) => `/manage/${booked.id}/attendees` },
  {
    name: "the question whether cash was paid",
    who: "organizer",
    path: ({ booked }) => `/manage/${booked.id}/attendees`,
    async onceThere(page) {
      const row = page.getByRole("row", { name: /Ann Li/ });
      await row.getByRole("button", { name: /^Mark CZK .* as paid$/ }).click();
      await page.getByRole("dialog", { name: "Did Ann Li pay" }).waitFor();
    },
  },
  { name: "no attendees", who: "organizer", path: ({ open }) => `/manage/${open.id}/attendees` },
  { name: "capacity log", who: "organizer", path: ({ booked }) => `/manage/${booked.id}/log` },
  { name: "edit an event", who: "organizer", path: ({ booked }) => `/manage/${booked.id}/edit` },
];

const SIZES = [
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
] as const;

let scene: Scene;

beforeAll(async () => {
  const [organizer, attendee, other] = await Promise.all([
    newPerson("Wilhelmina van der Oosterhout-Featherstonehaugh"),
    newPerson("Ann Li"),
    newPerson("Maximiliane Hohenstein"),
  ]);
  const long =
    "Donaudampfschifffahrtsgesellschaftskapitänsmützen and 120 other words that are much too long for a phone";
  const [open, soldOut, booked] = await Promise.all([
    newEvent(organizer),
    newEvent(organizer, { name: "Nothing Left", capacity: 2, price: 0 }),
    newEvent(organizer, { name: long, capacity: 1_000_000, price: 99_999_999, currency: "CZK" }),
  ]);
  const { id: webhookId } = await organizer.api.webhook.create.mutate({
    url: `${inject("origin")}/a-receiver/that/is/not/there/${"and-has-a-long-address".repeat(4)}`,
    events: ["*"],
  });
  await book(other, soldOut, 2);
  const { id: given } = await book(other, booked, 20);
  await organizer.api.booking.markPaid.mutate({ id: given });
  await other.api.booking.cancel.mutate({
    id: given,
    reason: "It is much further than it looked on the map",
  });
  const { id: bookingId } = await book(attendee, booked, 12);
  await attendee.api.waitlist.join.mutate({ eventId: soldOut.id, ticketQuantity: 2 });
  const { id: doorId } = await book(other, booked, 2);
  const tickets = await other.api.booking.tickets.query({ id: doorId });
  const codes = tickets.map(({ code }) => code);
  const paid = await moneyScene(organizer, attendee);
  scene = { organizer, attendee, open, soldOut, booked, bookingId, codes, webhookId, ...paid };
});

/** Bookings of the attendee in every payment state. */
async function moneyScene(organizer: Person, attendee: Person) {
  const { api } = attendee;
  const hold = (event: EventView) =>
    api.booking.create.mutate({ eventId: event.id, ticketQuantity: 2, paymentMethod: "credit_card" });
  const held = await newEvent(organizer);
  const cancelled = await newEvent(organizer);
  const { id: heldId } = await hold(held);
  const { id: askedId } = await hold(await newEvent(organizer));
  const { id: returnedId } = await hold(await newEvent(organizer));
  await api.booking.pay.mutate({ id: askedId, paymentMethod: "credit_card", paymentToken: "tok_action" });
  await api.booking.cancel.mutate({ id: returnedId });
  const { id: paidId } = await bookPaid(attendee, await newEvent(organizer), 2);
  const { id: refundedId } = await bookPaid(attendee, await newEvent(organizer), 2);
  const { id: cancelledId } = await bookPaid(attendee, cancelled, 2);
  await api.booking.cancel.mutate({ id: refundedId, reason: "We both have a cold" });
  await organizer.api.event.cancel.mutate({ id: cancelled.id, reason: "The storm is too strong" });
  return { held, cancelled, heldId, askedId, returnedId, paidId, refundedId, cancelledId };
}

describe.each(SIZES)("on $size", ({ size, viewport }) => {
  // One browser per user, so that its cache is realistic.
  test.for(["nobody", "attendee", "organizer"] as const)(
    "%s sees pages that fit, read well and do not fail",
    { timeout: 180_000 },
    async (who, { open }) => {
      const visitor = await open({ viewport });
      if (who !== "nobody") await giveSession(visitor.page, scene[who]);
      const found: string[] = [];
      for (const stop of STOPS.filter((candidate) => candidate.who === who)) {
        const seen = await findingsAt(stop, visitor);
        if (seen.length > 0) await keepPicture(visitor.page, `${stop.name} on ${size}`);
        found.push(...seen.map((finding) => `${stop.name}: ${finding}`));
      }
      expect(found).toEqual([]);
    },
  );
});

async function findingsAt(stop: Stop, { page, problems }: Visitor): Promise<string[]> {
  const before = problems.length;
  await page.goto(stop.path(scene));
  await waitForRest(page);
  await stop.onceThere?.(page);
  const seen = problems.slice(before);
  // A missing page causes a 404, which the browser logs.
  const unexpected = stop.isMissing ? seen.filter((problem) => !/\b404\b/.test(problem)) : seen;
  return [...(await findings(page)), ...unexpected];
}
