// What a package of a program exports: its declarations have to be able to name it all.
import { callOptions, createFoyerClient, failureOf, isFoyerError, keyedCall } from "@foyer/client";
import { foyerLinks } from "@foyer/client/trpc";

export const foyer = createFoyerClient({ url: "http://localhost:3000/trpc" });
export const { event, booking } = foyer;
export const patient = callOptions({ timeoutMs: 60_000 });
export const links = foyerLinks({ url: "http://localhost:3000/trpc" });

export const found = (search: string) => foyer.event.list.query({ search });
export const all = (search: string) => foyer.event.list.all({ search }).pages();
export const cancelled = (id: string) => foyer.booking.cancel.mutate({ id });
export const wished = (eventId: string) =>
  keyedCall(foyer.booking.create, { eventId, ticketQuantity: 1, paymentMethod: "cash" });
export const followed = (eventId: string) => foyer.event.onAvailability.subscribe({ eventId }, {});
export const follower = (given: Parameters<typeof foyer.booking.onChange.subscribe>[1]) => given;
export const soldOut = (error: unknown) => (isFoyerError(error, "EVENT_SOLD_OUT") ? error : failureOf(error));
