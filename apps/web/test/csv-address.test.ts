import { expect, it } from "vitest";
import { commaIsDecimal, csvAddress } from "../src/shared/csv-address";

it("readers whose language writes 12,50 get semicolons", () => {
  expect(
    ["de", "fr-FR", "pl", "pt-BR", "ru", "sv", "nl", "es-ES", "it", "tr"].filter(commaIsDecimal),
  ).toHaveLength(10);
  expect(["en", "en-GB", "ja", "zh-CN", "de-CH", "es-MX", "hi", "x_y"].some(commaIsDecimal)).toBe(false);
});

it("a file is asked for with what is wanted of it", () => {
  const wanted = { search: "O'Brien & Søn", status: undefined, separator: "semicolon" };
  expect(csvAddress("/a.csv", wanted)).toBe("/a.csv?search=O%27Brien+%26+S%C3%B8n&separator=semicolon");
});
