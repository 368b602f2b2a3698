import { createFoyerClient } from "@foyer/client";
import { inject } from "vitest";
import { CONFIRM, mailedPath, SIGN_IN } from "../kit/accounts.js";
import {
  book,
  bookPaid,
  type EventView,
  newEvent,
  newIdentity,
  newPerson,
  type Person,
} from "../kit/people.js";
import { kindsScene } from "./kinds-scene.js";

const LONG =
  "Donaudampfschifffahrtsgesellschaftskapitänsmützen and 120 other words that are much too long for a phone";

/** The data behind all pages: people, events in every state, bookings in each of theirs, and links of mails. */
export type Scene = Awaited<ReturnType<typeof makeScene>>;

/** Made once for all pages and sizes. */
export async function makeScene() {
  const [organizer, attendee, other] = await Promise.all([
    newPerson("Wilhelmina van der Oosterhout-Featherstonehaugh"),
    newPerson("Ann Li"),
    newPerson("Maximiliane Hohenstein"),
  ]);
  const [open, soldOut, booked] = await Promise.all([
    newEvent(organizer),
    newEvent(organizer, { name: "Nothing Left", capacity: 2, price: 0 }),
    newEvent(organizer, { name: LONG, capacity: 1_000_000, price: 99_999_999, currency: "CZK" }),
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
  /** Tickets of another attendee, each checked in once. */
  const codes = tickets.map(({ code }) => code);
  const [money, kinds, links] = await Promise.all([
    moneyScene(organizer, attendee),
    kindsScene(organizer, attendee, other),
    mailedLinks(),
    organizer.api.apiKey.create.mutate({ name: `The box office of ${LONG}`.slice(0, 60), scopes: ["read"] }),
    organizer.api.apiKey.create.mutate({
      name: "Sales",
      scopes: ["bookings", "check-in"],
      eventIds: [booked.id, open.id],
      expiresAt: new Date(Date.now() + 30 * 86_400_000),
    }),
  ]);
  const events = { open, soldOut, booked };
  return { organizer, attendee, ...events, bookingId, codes, webhookId, ...money, ...kinds, ...links };
}

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
  const { id: addedId } = await bookPaid(attendee, await newEvent(organizer), 3);
  await api.booking.changeItems.mutate({ id: addedId, ticketQuantity: 2 });
  await api.booking.changeItems.mutate({ id: addedId, ticketQuantity: 4 });
  await api.booking.cancel.mutate({ id: refundedId, reason: "We both have a cold" });
  await organizer.api.event.cancel.mutate({ id: cancelled.id, reason: "The storm is too strong" });
  return { held, cancelled, heldId, askedId, returnedId, paidId, refundedId, cancelledId, addedId };
}

/** Where links of mails lead that are opened and not used. */
async function mailedLinks() {
  const person = await newPerson("Konrad Lenz");
  const api = createFoyerClient({ url: `${inject("origin")}/trpc` });
  const moveTo = (email: string) =>
    person.api.user.requestEmailChange.mutate({ email, password: person.password });
  // Only an address that was proved is told that it is no longer used.
  await api.user.verifyEmail.mutate({ token: tokenOf(await mailedPath(person.email, CONFIRM)) });
  const [first, second] = [newIdentity("").email, newIdentity("").email];
  await moveTo(first);
  const confirmFirst = await mailedPath(first, "Confirm your new email address");
  await api.user.confirmEmailChange.mutate({ token: tokenOf(confirmFirst) });
  await moveTo(second);
  await api.user.requestSignIn.mutate({ email: first });
  const [undoPath, movePath, signInPath] = await Promise.all([
    mailedPath(person.email, "Your email address was changed"),
    mailedPath(second, "Confirm your new email address"),
    mailedPath(first, SIGN_IN),
  ]);
  return { undoPath, movePath, signInPath };
}

function tokenOf(path: string): string {
  return new URLSearchParams(new URL(path, inject("origin")).hash.slice(1)).get("token") ?? "";
}
