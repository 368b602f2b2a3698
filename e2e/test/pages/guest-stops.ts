import type { Guest } from "./kinds-scene.js";
import type { Stop } from "./stop.js";

/** Pages of guests, who come by the link of a mail. */
export const GUEST_STOPS: readonly Stop[] = [
  {
    name: "a guest's checkout",
    path: ({ guestHeld }) => opened(guestHeld, "/pay"),
    onceThere: (page) => page.getByRole("button", { name: "Pay EUR 50.00" }).waitFor(),
  },
  { name: "a guest's booking that is held", path: ({ guestHeld }) => opened(guestHeld) },
  {
    name: "a guest's booking that waits for a mail",
    path: ({ guestWaits }) => opened(guestWaits, "/pay"),
    onceThere: (page) => page.getByRole("heading", { name: "Check your mail" }).waitFor(),
  },
  {
    name: "the link of a mail to confirm a booking",
    path: ({ guestWaits }) => opened(guestWaits, "/confirm"),
    onceThere: (page) => page.getByRole("button", { name: "Confirm booking" }).waitFor(),
  },
  {
    name: "a link to confirm, cut off",
    path: ({ guestWaits: { bookingId } }) => `/bookings/${bookingId}/confirm`,
  },
  { name: "a guest's booking", path: ({ guestPaid }) => opened(guestPaid) },
  { name: "a guest's tickets", path: ({ guestPaid }) => opened(guestPaid, "/tickets") },
  { name: "an event that a guest has booked", path: ({ guestEvent }) => `/events/${guestEvent.id}` },
];

function opened({ bookingId, token }: Guest, page = ""): string {
  return `/bookings/${bookingId}${page}#access=${token}`;
}
