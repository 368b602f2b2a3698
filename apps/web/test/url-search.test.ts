import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../src/app/url-search";
import { countParam, textParam } from "../src/shared/search-params";

describe("the search of an address", () => {
  it.each([
    ["?q=true", "true"],
    ["?q=false", "false"],
    ["?q=null", "null"],
    ["?q=undefined", "undefined"],
    ["?q=1e3", "1e3"],
    ["?q=007", "007"],
    ["?q=2027", "2027"],
    ["?q=0x10", "0x10"],
    ["?q=%22a%22", '"a"'],
    ['?q="a"', '"a"'],
    ["?q=[1]", "[1]"],
    ["?q={}", "{}"],
    ["?q=a+b%20c", "a b c"],
    ["?q=C%2B%2B", "C++"],
    ["?q=100%", "100%"],
    ["?q=%zz", "%zz"],
    ["?q=%E0%A4%A", "\ufffd%A"],
    ["?q=first&q=second", "first"],
    ["?q=東京", "東京"],
    ["?q", ""],
  ])("%s is the text %j", (query, text) => {
    expect(parseSearch(query).q).toBe(text);
  });

  it.each([
    ["?q=%22123%22", "123"],
    ["?q=%22true%22", "true"],
    ["?q=%22null%22", "null"],
    ["?q=%22%5C%22a%5C%22%22", '"a"'],
    ["?q=%22%5B1%5D%22", "[1]"],
  ])("%s of an older link is the text %j", (query, text) => {
    expect(parseSearch(query).q).toBe(text);
  });

  it("is read as it was written, whatever the text", () => {
    const jsonLike = fc.json().map((text) => text);
    const quoted = fc.oneof(fc.string(), jsonLike).map((text) => JSON.stringify(text));
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string(),
      jsonLike,
      quoted,
      quoted.map((all) => JSON.stringify(all)),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), text), (search) => {
        expect(Object.entries(parseSearch(stringifySearch(search)))).toEqual(Object.entries(search));
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves out what is not there, and has figures as they are", () => {
    expect(stringifySearch({ q: undefined, tickets: 3, a: null })).toBe("?tickets=3");
    expect(stringifySearch({})).toBe("");
  });
});

describe("a parameter", () => {
  it("is a text that the API takes", () => {
    expect(textParam("a\u0000b\ud800")).toBe("a b ");
    expect(textParam("🎷".repeat(600))).toHaveLength(1_024);
    expect(textParam(`${"x".repeat(1_023)}🎷`)).toBe(`${"x".repeat(1_023)} `);
    expect(textParam("  ")).toBeUndefined();
  });
  it("is a whole number within its bounds", () => {
    expect(countParam("3", 1, 10)).toBe(3);
    for (const value of ["0", "11", "1e0", "3.0", "-1", "", " 3", "٣", undefined, true]) {
      expect(countParam(value, 1, 10)).toBeUndefined();
    }
  });
});
