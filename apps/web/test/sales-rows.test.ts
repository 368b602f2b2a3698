import { ticketTypeId } from "@foyer/contract/ids";
import { expect, it } from "vitest";
import { salesRows } from "../src/manage/sales-rows";

const figures = { bookings: 2, tickets: 5, amount: 12_500, discount: 500 };
const seat = { ...figures, ticketTypeId: ticketTypeId.parse("a".repeat(24)), name: "Seat", quota: 40 };

it("has a row for tickets from before there were kinds, where there are some", () => {
  const rows = (withoutTicketType: typeof figures | null) =>
    salesRows({ byTicketType: [seat], withoutTicketType, byCode: [] }).kinds;
  expect(rows(null)).toMatchObject([{ name: "Seat" }]);
  expect(rows({ ...figures, tickets: 3 })).toMatchObject([
    { name: "Seat", quota: 40, tickets: 5 },
    { name: "Booked before there were kinds", quota: null, tickets: 3, amount: 12_500 },
  ]);
});
