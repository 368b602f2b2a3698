import { asPhone, isPhone } from "@foyer/contract/question";
import { expect, it } from "vitest";

it.each([
  "+49 30 1234567",
  "(+49) 30 123-4567",
  "(030) 1234567",
  "030/123 45 67",
  "030\u20131234567",
  "\u202a+49 30 1234567\u202c",
  "\u0660\u0665\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
  "\uff0b\uff14\uff19 30 1234567",
  "(555) 123-4567 x12",
  "+1 555 123 4567 ext. 9",
])("%j is a phone number", (text) => {
  expect(isPhone(asPhone(text))).toBe(true);
});

it.each(["", "1234", "abc", "+49 thirty", "+-() /", "12345 or so", "1".repeat(50)])("%j is none", (text) => {
  expect(isPhone(asPhone(text))).toBe(false);
});
