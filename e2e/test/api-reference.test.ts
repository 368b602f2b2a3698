import { describe, expect, inject } from "vitest";
import { test } from "./kit/browser.js";
import { axeFindingsOf } from "./kit/findings.js";

describe("the page that describes the API", () => {
  test.for([
    { name: "a phone", viewport: { width: 360, height: 740 }, colorScheme: "dark" as const },
    { name: "a desktop", viewport: { width: 1280, height: 900 }, colorScheme: "light" as const },
  ])(
    "is shown on $name, within the security headers and from this server alone",
    async ({ viewport, colorScheme }, { open }) => {
      const { page, problems } = await open({ viewport, colorScheme });
      const elsewhere: string[] = [];
      page.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && origin !== inject("origin")) elsewhere.push(request.url());
      });
      // A violation of the content security policy is an error in the console, too.
      await page.goto("/api/docs");
      expect(new URL(page.url()).pathname).toBe("/api/docs/");
      await page.getByRole("heading", { name: "Foyer", exact: true }).first().waitFor();
      await page
        .getByRole("heading", { name: /^The public list: active events/ })
        .first()
        .waitFor();
      await page.goto("/api/docs/#tag/bookings");
      await page
        .getByRole("heading", { name: /^Book tickets/ })
        .first()
        .waitFor();
      expect(await axeFindingsOf(page, colorScheme)).toEqual([]);
      expect(problems).toEqual([]);
      expect(elsewhere).toEqual([]);
    },
  );
});
