import { nullColumns, rawModel } from "@foyer/db/raw-model";
import { describe, expect, it } from "vitest";

const ID = "0123456789abcdef01234567";
const AT = new Date("2027-03-01T10:00:00.123Z");
const booking = rawModel("Booking", {
  id: true,
  userId: true,
  status: true,
  ticketQuantity: true,
  bookingDate: true,
  cancelledAt: true,
  cancelledBy: true,
  admittedTickets: true,
});
const DOCUMENT = {
  _id: { $oid: ID },
  userId: { $oid: ID },
  status: "confirmed",
  ticketQuantity: 2,
  bookingDate: { $date: AT.toISOString() },
};

describe("a raw model", () => {
  it("decodes documents by the schema: ids, dates, enums, numbers, what is null and what has a default", () => {
    expect(booking.decode([DOCUMENT])).toEqual([
      {
        id: ID,
        userId: ID,
        status: "confirmed",
        ticketQuantity: 2,
        bookingDate: AT,
        cancelledAt: null,
        cancelledBy: null,
        admittedTickets: 0,
      },
    ]);
  });

  it("decodes composite types and lists", () => {
    const event = rawModel("Event", { cancellationFloors: true });
    const floor = { madeBy: { $date: AT.toISOString() }, until: { $date: AT.toISOString() } };
    expect(event.decode([{ cancellationFloors: [floor] }, {}])).toEqual([
      { cancellationFloors: [{ madeBy: AT, until: AT }] },
      { cancellationFloors: [] },
    ]);
  });

  it.each([
    { status: "unheard of" },
    { ticketQuantity: "2" },
    { bookingDate: "2027-03-01" },
    { bookingDate: { $date: "never" } },
    { _id: ID },
    { userId: null },
  ])("refuses what the schema does not say: %o", (wrong) => {
    expect(() => booking.decode([{ ...DOCUMENT, ...wrong }])).toThrow(/Booking/);
    expect(() => booking.decode({})).toThrow("list");
  });

  it("has no columns that the schema does not have, and no relations", () => {
    expect(() => rawModel("Booking", { title: true })).toThrow("Booking has no title.");
    expect(() => rawModel("Booking", { event: true })).toThrow("relation");
  });
});

it("the columns that may be null are null in a row that was written without them", () => {
  expect(nullColumns("Booking", { id: true, cancelledAt: true, admittedTickets: true })).toEqual({
    cancelledAt: null,
  });
});
