import type { Stop } from "./stop.js";

/** Pages of somebody with bookings in every state. */
export const ATTENDEE_STOPS: readonly Stop[] = [
  { name: "an event one has booked", path: ({ booked }) => `/events/${booked.id}` },
  { name: "an event one holds tickets of", path: ({ held }) => `/events/${held.id}` },
  { name: "an event one waits for", path: ({ soldOut }) => `/events/${soldOut.id}` },
  { name: "an event that is cancelled", path: ({ cancelled }) => `/events/${cancelled.id}` },
  { name: "my bookings", path: () => "/bookings" },
  { name: "my bookings, none of them", path: () => "/bookings?show=past" },
  {
    name: "a booking with the question whether to cancel",
    path: ({ bookingId }) => `/bookings/${bookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Cancel booking" }).click();
      await page.getByRole("dialog").getByLabel("Reason").waitFor();
    },
  },
  { name: "checkout", path: ({ heldId }) => `/bookings/${heldId}/pay` },
  {
    name: "checkout with cash",
    path: ({ heldId }) => `/bookings/${heldId}/pay`,
    async onceThere(page) {
      await page.getByRole("radio", { name: "Cash" }).check();
      await page.getByRole("button", { name: "Pay at the door" }).waitFor();
    },
  },
  {
    name: "checkout with the question whether to give back",
    path: ({ heldId }) => `/bookings/${heldId}/pay`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Give the tickets back" }).click();
      await page.getByRole("dialog").getByText("go back on sale").waitFor();
    },
  },
  { name: "checkout at the bank", path: ({ askedId }) => `/bookings/${askedId}/pay` },
  { name: "checkout given back", path: ({ returnedId }) => `/bookings/${returnedId}/pay` },
  { name: "a booking that is held", path: ({ heldId }) => `/bookings/${heldId}` },
  { name: "a booking that is paid", path: ({ paidId }) => `/bookings/${paidId}` },
  { name: "a booking given back", path: ({ refundedId }) => `/bookings/${refundedId}` },
  {
    name: "a booking of a cancelled event",
    path: ({ cancelledId }) => `/bookings/${cancelledId}`,
  },
  { name: "tickets", path: ({ paidId }) => `/bookings/${paidId}/tickets` },
  { name: "twelve tickets", path: ({ bookingId }) => `/bookings/${bookingId}/tickets` },
  { name: "void tickets", path: ({ refundedId }) => `/bookings/${refundedId}/tickets` },
  { name: "tickets to come", path: ({ heldId }) => `/bookings/${heldId}/tickets` },
  { name: "my cancelled bookings", path: () => "/bookings?show=cancelled" },
  { name: "a booking", path: ({ bookingId }) => `/bookings/${bookingId}` },
  { name: "manager without events", path: () => "/manage" },
  { name: "no webhooks", path: () => "/manage/webhooks" },
  { name: "a booking with kinds", path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}` },
  {
    name: "tickets to be given back, with what comes back",
    path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Give back tickets" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: /^One fewer: Adult/ }).click();
      await dialog.getByText(/^1 ticket goes back on sale/).waitFor();
    },
  },
  {
    name: "tickets to be added",
    path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Add tickets" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: /^One more: Adult/ }).click();
      await dialog.getByRole("button", { name: /^Hold 1 ticket for KWD/ }).waitFor();
    },
  },
  { name: "tickets with names", path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}/tickets` },
  {
    name: "a ticket to be passed on, with errors",
    path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}/tickets`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Pass on: ticket 1" }).click();
      await page.getByRole("button", { name: "Pass ticket on" }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "names and answers to be changed",
    path: ({ festivalBookingId }) => `/bookings/${festivalBookingId}/details`,
  },
  {
    name: "checkout with questions, and errors",
    path: ({ answeringId }) => `/bookings/${answeringId}/pay`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Save and go on" }).click();
      await page.getByText("This needs an answer.").first().waitFor();
    },
  },
  { name: "checkout of further tickets", path: ({ addedId }) => `/bookings/${addedId}/pay` },
  { name: "a booking with further tickets held", path: ({ addedId }) => `/bookings/${addedId}` },
];
