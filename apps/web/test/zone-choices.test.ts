import { expect, it } from "vitest";
import { timeZoneChoices, zonesFound } from "../src/manage/zone-choices";

const choices = timeZoneChoices("UTC");
const found = (search: string) =>
  zonesFound({ options: choices, search, limit: 60 }).map((option) => "value" in option && option.value);

it.each([
  ["Kolkata", "Asia/Kolkata"],
  ["calcutta", "Asia/Kolkata"],
  ["Kyiv", "Europe/Kyiv"],
  ["Kiev", "Europe/Kyiv"],
  ["Kathmandu", "Asia/Kathmandu"],
  ["katmandu", "Asia/Kathmandu"],
  ["Ho Chi Minh", "Asia/Ho_Chi_Minh"],
  ["Saigon", "Asia/Ho_Chi_Minh"],
  ["Yangon", "Asia/Yangon"],
  ["são paulo", "America/Sao_Paulo"],
  ["US/Pacific", "America/Los_Angeles"],
  ["UTC-5", "Etc/GMT+5"],
])("%s is found as %s", (search, zone) => {
  expect(found(search)).toContain(zone);
});

it("offers every zone once, by today's name", () => {
  const values = choices.map(({ value }) => value);
  expect(new Set(values).size).toBe(values.length);
  for (const old of ["Asia/Calcutta", "Europe/Kiev", "Asia/Katmandu", "Asia/Saigon"]) {
    expect(values).not.toContain(old);
  }
});

it("keeps the zone of an event that this browser does not know", () => {
  expect(timeZoneChoices("Mars/Olympus").map(({ value }) => value)).toContain("Mars/Olympus");
});
