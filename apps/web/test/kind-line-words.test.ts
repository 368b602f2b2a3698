import { ticketTypeFigures } from "@foyer/contract/ticket-type";
import { describe, expect, it } from "vitest";
import { kindLineWords } from "../src/manage/kind-line-words";
import { newKind, toTypedKind } from "../src/manage/typed-kinds";

const shown = { timeZone: "UTC", currency: "EUR", now: new Date("2027-03-01T12:00:00Z") };
const stored = ticketTypeFigures.parse({
  id: "a".repeat(24),
  name: "Adult",
  description: null,
  price: 2_550,
  quota: 1_200,
  salesFrom: null,
  salesUntil: null,
  minPerBooking: null,
  maxPerBooking: null,
  isHidden: false,
  isClosed: false,
  available: 5,
  waitingCount: 0,
  taken: 7,
});
const wordsOf = (more: Partial<typeof stored>) => {
  const existing = { ...stored, ...more };
  return kindLineWords(toTypedKind(existing, "UTC", "EUR"), { ...shown, existing });
};

describe("the line of a kind", () => {
  it("says what it costs and how many are reserved", () => {
    expect(wordsOf({})).toEqual({ figures: ["EUR 25.50", "7 of 1,200 reserved"], states: [] });
    expect(wordsOf({ price: 0, quota: null })).toEqual({ figures: ["Free", "7 reserved"], states: [] });
  });

  it("says of a new one what is typed so far", () => {
    const wordsOfNew = (more: object) =>
      kindLineWords({ ...newKind(), ...more }, { ...shown, existing: undefined }).figures;
    expect(wordsOfNew({})).toEqual(["No price yet"]);
    expect(wordsOfNew({ price: "dear" })).toEqual(["EUR dear"]);
    expect(wordsOfNew({ price: "12,5", quota: "1" })).toEqual(["EUR 12.50", "1 ticket"]);
  });

  it("says whether it is on sale", () => {
    const future = new Date("2027-03-02T10:00:00Z");
    const past = new Date("2027-02-01T10:00:00Z");
    expect(wordsOf({ isHidden: true, isClosed: true, salesFrom: future }).states).toEqual([
      "hidden",
      "closed",
    ]);
    expect(wordsOf({ salesFrom: future }).states).toEqual([
      expect.stringMatching(/^on sale from Tue 2 Mar 2027, 10:00/),
    ]);
    expect(wordsOf({ salesFrom: past, salesUntil: future }).states).toEqual([
      expect.stringMatching(/^on sale until Tue 2 Mar 2027, 10:00/),
    ]);
    expect(wordsOf({ salesUntil: past }).states).toEqual(["sales are over"]);
    expect(wordsOf({ quota: 7 }).states).toEqual(["sold out"]);
  });
});
