import { waitlistEntryView } from "@foyer/contract/waitlist";
import { expect, it } from "vitest";

it("reads an answer that was kept before places told how they ended", () => {
  const kept = {
    id: "0".repeat(24),
    eventId: "1".repeat(24),
    ticketQuantity: 2,
    state: "waiting",
    position: 1,
    joinedAt: new Date(0),
    offer: null,
    event: {
      id: "1".repeat(24),
      name: "Late Bach",
      venue: "Grand Hall",
      dateTime: new Date(0),
      timeZone: "Europe/Berlin",
      category: "Music",
      price: 0,
      currency: "EUR",
    },
  };
  expect(waitlistEntryView.parse(kept)).toMatchObject({
    endedAt: null,
    endedBecause: null,
    event: { cancellationReason: null },
  });
});
