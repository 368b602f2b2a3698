import { describe, expect, it } from "vitest";
import { dayPresets } from "../src/shared/day-presets";

describe("the days that are one click away", () => {
  it.each([
    // Monday, Friday, Saturday, Sunday.
    ["2027-03-08", "2027-03-13", "2027-03-14", "2027-03-15", "2027-03-21"],
    ["2027-03-12", "2027-03-13", "2027-03-14", "2027-03-15", "2027-03-21"],
    ["2027-03-13", "2027-03-13", "2027-03-14", "2027-03-15", "2027-03-21"],
    ["2027-03-14", "2027-03-14", "2027-03-14", "2027-03-15", "2027-03-21"],
    // Over the end of a year, and of February.
    ["2027-12-30", "2028-01-01", "2028-01-02", "2028-01-03", "2028-01-09"],
    ["2028-02-28", "2028-03-04", "2028-03-05", "2028-03-06", "2028-03-12"],
  ])("on %s", (today, saturday, sunday, monday, last) => {
    const days = dayPresets(new Date(`${today}T12:00:00Z`), "Europe/Berlin").map((preset) => preset.days);
    expect(days).toEqual([
      { from: today, to: today },
      { from: saturday, to: sunday },
      { from: monday, to: last },
    ]);
  });

  it("go by the reader's day", () => {
    const lateInLondon = new Date("2027-03-14T23:30:00Z");
    const todayIn = (zone: string) => dayPresets(lateInLondon, zone)[0]?.days.from;
    expect(todayIn("Asia/Tokyo")).toBe("2027-03-15");
    expect(todayIn("Europe/London")).toBe("2027-03-14");
  });
});
