import { expect, it } from "vitest";
import { ticketLine } from "../src/manage/ticket-line";

const at = new Date("2027-03-01T12:00:00Z");

it("walks back from what is available now to nothing", () => {
  const rows = [
    { id: "4", operation: "release" as const, quantity: 2, timestamp: at },
    { id: "3", operation: "reserve" as const, quantity: 3, timestamp: at },
    { id: "2", operation: "reserve" as const, quantity: 2, timestamp: at },
    { id: "1", operation: "release" as const, quantity: 50, timestamp: at },
  ];
  expect(ticketLine(rows, 47).map((point) => point.available)).toEqual([47, 45, 48, 50]);
});
