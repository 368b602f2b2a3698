import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { errorMessage } from "../src/api/error-message";
import { moreTicketsWords } from "../src/bookings/more-tickets-words";
import { closeSalesConsequence, salesWords } from "../src/manage/sales-words";

const event = { isActive: true, capacity: 30, availableTickets: 10, waitingCount: 0, hasTicketTypes: false };

describe("sales in words", () => {
  it.each([
    [{}, "Sales are open. 10 tickets can be booked."],
    [{ availableTickets: 1 }, "Sales are open. 1 ticket can be booked."],
    [{ availableTickets: 0 }, "Sold out. Tickets that come back go on sale again."],
    [{ availableTickets: 0, waitingCount: 1 }, "Sold out. 1 person waits for what comes back."],
    [{ availableTickets: 0, waitingCount: 2 }, "Sold out. 2 people wait for what comes back."],
    [
      { availableTickets: 1, waitingCount: 1 },
      "1 person waits: the 1 ticket left is offered to the waiting list first.",
    ],
    [{ isActive: false }, "Sales are closed. 10 tickets would go on sale."],
    [{ isActive: false, availableTickets: 1 }, "Sales are closed. 1 ticket would go on sale."],
    [{ isActive: false, availableTickets: 0 }, "Sales are closed, and no tickets are left."],
    [
      { hasBegun: true },
      "The event has begun. 10 tickets can be sold by you to latecomers, at the door or by hand.",
    ],
    [
      { hasBegun: true, waitingCount: 2, availableTickets: 0 },
      "Sold out. Tickets that come back can be sold again.",
    ],
    [
      { hasBegun: true, isActive: false },
      "Sales are closed. Opened, 10 tickets can be sold by you to latecomers.",
    ],
  ])("%o", (change, words) => {
    expect(salesWords({ ...event, ...change })).toBe(words);
  });

  it.each([
    [
      {},
      "10 tickets can no longer be booked, and the event leaves the public list. The 20 tickets already booked stay valid.",
    ],
    [{ availableTickets: 0 }, "The event leaves the public list. The 30 tickets already booked stay valid."],
    [
      { availableTickets: 29 },
      "29 tickets can no longer be booked, and the event leaves the public list. The 1 ticket already booked stays valid.",
    ],
    [
      { availableTickets: 30 },
      "30 tickets can no longer be booked, and the event leaves the public list. Nobody has booked.",
    ],
    [
      { hasBegun: true },
      "Nobody can sell tickets any more, at the door or by hand: 10 tickets are left. The 20 tickets already booked stay valid.",
    ],
  ])("closing them with %o", (change, words) => {
    expect(closeSalesConsequence({ ...event, ...change })).toBe(`${words} You can open sales again.`);
  });
});

describe("more tickets, for who has a booking", () => {
  it.each([
    [{}, "10 more tickets are left. Open the booking to add some."],
    [{ availableTickets: 1 }, "1 more ticket is left. Open the booking to add it."],
    [
      { availableTickets: 0 },
      "There are no more tickets. Keep yours: once cancelled, they go to others first.",
    ],
    [{ waitingCount: 3 }, "There are no more tickets. Keep yours: once cancelled, they go to others first."],
    [{ isActive: false }, "The organizer has closed sales, so there are no more tickets to be had."],
  ])("%o", (change, words) => {
    expect(moreTicketsWords({ ...event, ...change })).toBe(words);
  });
});

describe("tickets that are gone", () => {
  it.each([
    [{ availableTickets: 3 }, "Only 3 tickets are left. Choose fewer, or look for another event."],
    [{ availableTickets: 1 }, "Only 1 ticket is left. Choose 1, or look for another event."],
    [
      { availableTickets: 0 },
      "The last tickets have just gone. Join the waiting list to be offered what comes back.",
    ],
    [
      { availableTickets: 2, waitingCount: 4 },
      "Tickets that come back go to the waiting list first. Join it to be offered some.",
    ],
    [{}, "The last tickets have just gone. Join the waiting list to be offered what comes back."],
  ])("%o", (data, words) => {
    const error = new TRPCClientError("Refused.", {
      result: { error: { code: -32600, message: "Refused.", data: { reason: "EVENT_SOLD_OUT", ...data } } },
    });
    expect(errorMessage(error)).toBe(words);
  });
});
