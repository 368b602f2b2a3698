import { codeKey, typedCode, writtenCode } from "@foyer/contract/discount-code";
import { describe, expect, it } from "vitest";

describe("a discount code", () => {
  it.each([
    " save-ten ",
    "SAVE TEN",
    "save\u2010ten",
    "Save\u2013Ten",
    "save\u2014ten",
    "save\u2212ten",
    "SAVE\u00a0TEN",
    "save\tten",
    "save_ten",
    "save\u200bten",
    "save\u00adten",
    "\uff53\uff41\uff56\uff45\uff0d\uff54\uff45\uff4e",
  ])("is the same however it was typed: %j", (typed) => {
    expect(codeKey(typedCode.parse(typed))).toBe("SAVETEN");
    expect(writtenCode.safeParse(typed).success).toBe(true);
  });

  it("has one case in every script, with one form of the Turkish i", () => {
    for (const code of ["ÉTÉ", "Straße", "STRAẞE", "İNDİRİM", "ΣΑΣ", "छूट10", "خصم 10", "春セール"]) {
      const key = codeKey(writtenCode.parse(code));
      const others = [
        code.toLowerCase(),
        code.toUpperCase(),
        code.normalize("NFD"),
        code.toLocaleLowerCase("tr"),
      ];
      expect(others.map((one) => codeKey(typedCode.parse(one)))).toEqual(others.map(() => key));
    }
    expect(codeKey("indirim")).toBe(codeKey("INDIRIM"));
    expect(codeKey("STRAẞE")).toBe(codeKey("strasse"));
  });

  it("that looks like none is looked up, and cannot be made", () => {
    for (const wrong of ["SAVE!", "\u{1f4a5}", "' OR 1=1 --", "-", "x".repeat(41)]) {
      expect(typedCode.safeParse(wrong).success).toBe(true);
      expect(writtenCode.safeParse(wrong).success).toBe(false);
    }
    for (const nothing of ["", "  ", "\u200b", "x".repeat(161), "a\u0000b", "\ud800"])
      expect(typedCode.safeParse(nothing).success).toBe(false);
    // Look-alikes of other scripts are other letters.
    expect(codeKey("\u0405AVE")).not.toBe(codeKey("SAVE"));
  });
});
