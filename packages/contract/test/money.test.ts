import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CURRENCIES, fractionDigits } from "@foyer/contract/currencies";
import { formatMoney, toDecimal } from "@foyer/contract/money";
import { currency } from "@foyer/contract/money-fields";
import { describe, expect, it } from "vitest";

/** Codes whose digits some version of ICU has otherwise, with those of ISO 4217. */
const DISPUTED = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  2:
    "AFN ALL AMD COP CRC CZK GYD HUF IDR IRR KPW LAK LBP LKR MGA MMK MNT MRU MUR NOK PKR RSD SEK SLE SOS STN SYP " +
    "TMT TWD TZS USN UYU UZS VED VES XAD XCG YER ZMW ZWG",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

describe("money", () => {
  it.each([
    [5_000, "EUR", "EUR 50.00"],
    [0, "EUR", "EUR 0.00"],
    [160_000, "EUR", "EUR 1,600.00"],
    [5_000, "JPY", "JPY 5,000"],
    [1_234, "KWD", "KWD 1.234"],
    [250_000, "HUF", "HUF 2,500.00"],
    [250_000, "RSD", "RSD 2,500.00"],
    [250_000, "COP", "COP 2,500.00"],
    [2_500, "ISK", "ISK 2,500"],
    [2_500, "IQD", "IQD 2.500"],
    [12_345, "UYW", "UYW 1.2345"],
  ])("shows %d minor units of %s as %s", (amount, code, shown) => {
    expect(formatMoney(amount, code)).toBe(shown);
  });

  it.each(Object.entries(DISPUTED))(
    "has %s decimals, as ISO 4217 does, where runtimes disagree",
    (digits, codes) => {
      for (const code of codes.split(" "))
        expect([code, fractionDigits(code)]).toEqual([code, Number(digits)]);
    },
  );

  it("shows as many decimals as a currency has, in every currency and language", () => {
    for (const code of CURRENCIES) {
      const digits = fractionDigits(code);
      const plain = toDecimal(1_234_567, code);
      expect(plain.split(".")[1]?.length ?? 0, code).toBe(digits);
      expect(formatMoney(1_234_567, code).replace(/,/g, ""), code).toBe(`${code} ${plain}`);
      const german = formatMoney(1_234_567, code, "de");
      expect(/,(\d+)/.exec(german)?.[1]?.length ?? 0, german).toBe(digits);
    }
  });

  it("shows amounts of withdrawn currencies, in which nothing is priced any more", () => {
    for (const code of ["HRK", "BGN", "ANG", "CUC", "SLL", "ZWL"]) {
      expect(formatMoney(5_000, code)).toBe(`${code} 50.00`);
      expect(currency.safeParse(code).success).toBe(false);
    }
  });

  it("takes codes in any case and no others", () => {
    expect(currency.parse("eur")).toBe("EUR");
    for (const code of CURRENCIES) expect(currency.parse(code)).toBe(code);
    for (const code of ["ABC", "euro", "XXX", "XTS", "XAU", "", "EU", "ÉUR"]) {
      expect(currency.safeParse(code).success, code).toBe(false);
    }
  });
});

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Every source file of all packages. */
function sources(): { path: string; text: string }[] {
  return ["apps", "packages"].flatMap((kind) =>
    readdirSync(join(ROOT, kind)).flatMap((name) => {
      const folder = join(ROOT, kind, name, "src");
      return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.tsx?$/.test(path))
        .map((path) => ({
          path: `${kind}/${name}/src/${path}`,
          text: readFileSync(join(folder, path), "utf8"),
        }));
    }),
  );
}

describe("the decimals of a currency", () => {
  it("are asked of the contract's table, never of the runtime", () => {
    const asking = sources()
      .filter(({ text }) =>
        /resolvedOptions\(\)[^;]*FractionDigits|supportedValuesOf\(\s*["']currency|style:\s*["']currency/.test(
          text,
        ),
      )
      .map(({ path }) => path);
    // It alone puts amounts into words, with the table's digits, and knows the signs of currencies.
    expect(asking).toEqual(["packages/contract/src/money.ts"]);
  });

  it("come without zod to whoever only shows amounts", () => {
    const contract = new Map(sources().map(({ path, text }) => [path, text]));
    for (const name of ["money", "currencies"]) {
      const text = contract.get(`packages/contract/src/${name}.ts`) ?? "";
      const imports = [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from);
      expect(imports.filter((from) => from !== "./currencies.js")).toEqual([]);
    }
  });
});
