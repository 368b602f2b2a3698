import { expect, it } from "vitest";
import { safeRedirect } from "../src/shared/safe-redirect";

it.each(["/bookings", "/events/64b0c0ffee?tickets=2", "/manage#log"])("keeps %s", (path) => {
  expect(safeRedirect(path)).toBe(path);
});

it.each([
  undefined,
  "",
  "bookings",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/.//evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
])("goes to the start page instead of %o", (target) => {
  expect(safeRedirect(target)).toBe("/");
});
