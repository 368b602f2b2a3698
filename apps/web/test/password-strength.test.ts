import { describe, expect, it } from "vitest";
import { passwordStrength } from "../src/accounts/password-strength";

describe("passwordStrength", () => {
  it("says what is needed before anything is typed", () => {
    expect(passwordStrength("")).toEqual({
      steps: 0,
      words: "8 characters at least. Three or four words do well.",
    });
  });

  it.each([
    ["short", 1, "Too short: 8 characters at least"],
    ["x".repeat(129), 1, "Too long: 128 characters at most"],
    ["aaaaaaaaaaaa", 1, "Easily guessed: it repeats or counts up"],
    ["12345678", 1, "Easily guessed: it repeats or counts up"],
    ["abcabcabcabc", 1, "Easily guessed: it repeats or counts up"],
    ["x7#Kw9!p", 2, "Fair. A longer one is stronger"],
    ["lantern walk", 3, "Good"],
    ["a-seat-for-everyone", 4, "Strong"],
    ["冬の夜に灯りを持って歩く静かな町", 4, "Strong"],
  ])("judges %s", (typed, steps, words) => {
    expect(passwordStrength(typed)).toEqual({ steps, words });
  });
});
