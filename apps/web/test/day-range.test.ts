import { expect, it } from "vitest";
import { calendarDay, dayRangeWords } from "../src/shared/day-range";

it("takes only days from the URL", () => {
  expect(calendarDay("2027-03-12")).toBe("2027-03-12");
  for (const other of ["2027-3-12", "2027-13-45", "2027-02-30", "9999-01-01", "soon", 20270312, undefined]) {
    expect(calendarDay(other)).toBeUndefined();
  }
});

it.each([
  [{}, "Any date"],
  [{ from: "2027-03-12", to: "2027-03-12" }, "12 Mar 2027"],
  [{ from: "2027-03-12", to: "2027-03-14" }, "12 Mar – 14 Mar 2027"],
  [{ from: "2027-12-30", to: "2028-01-02" }, "30 Dec 2027 – 2 Jan 2028"],
  [{ from: "2027-03-12" }, "From 12 Mar 2027"],
  [{ to: "2027-03-12" }, "Until 12 Mar 2027"],
])("says %o as %s", (range, words) => {
  expect(dayRangeWords(range)).toBe(words);
});
