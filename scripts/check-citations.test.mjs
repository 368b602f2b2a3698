import { describe, expect, it } from "vitest";
import { findBrokenCitations } from "./check-citations.mjs";

const known = {
  decisions: new Set(["0001", "0024"]),
  headings: ["Booking", "Capacity and its log", "Tickets and check-in"],
  pageExists: (path) => path === "docs/testing.md",
};
const brokenIn = (text) => findBrokenCitations(text, known).map(({ citation }) => citation);

describe("citations", () => {
  it.each([
    "// Holds end by themselves (domain rules, Booking).",
    "/** The log adds up (domain rules, Capacity and its log; decision 0024). */",
    "/**\n * See decisions 0001 and 0024, and domain rules,\n * Capacity and its\n * log.\n */",
    "/**\n * A code (domain rules, Tickets\n * and check-in).\n */",
    "// docs/testing.md, docs/decisions/0001: why.",
    "// The domain rules do not say.",
  ])("that lead to something pass: %s", (text) => {
    expect(brokenIn(text)).toEqual([]);
  });

  it.each([
    ["// (domain rules, Capacity)", ["domain rules, Capacity"]],
    ["// (domain rules, Bookings)", ["domain rules, Bookings"]],
    ["// domain rules,\n// Refunds", ["domain rules, Refunds"]],
    ["// decision 0099", ["decision 0099"]],
    ["// decisions 0001 and 0098", ["decisions 0001 and 0098"]],
    ["// (decisions/0097)", ["decisions/0097"]],
    ["// docs/nowhere.md", ["docs/nowhere.md"]],
  ])("that lead nowhere are found: %s", (text, broken) => {
    expect(brokenIn(text)).toEqual(broken);
  });

  it("have their place", () => {
    expect(findBrokenCitations("one\ntwo decision 0099", known)).toEqual([
      { index: 8, citation: "decision 0099" },
    ]);
  });
});
