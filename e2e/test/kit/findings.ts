import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { waitForRest } from "./page.js";

/** Minified: pages are given it hundreds of times, and what the package exports as its source is three times as long. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What keeps people out of a page, in the light scheme and in the dark one: axe's findings, and what sticks out. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(AXE);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await waitForRest(page);
    const seen = [...(await axeFindings(page, colorScheme)), ...(await overflow(page))];
    found.push(...seen.map((finding) => `${colorScheme}: ${finding}`));
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/** What axe finds of a page that is not the web app's, in the scheme that it is shown in. */
export async function axeFindingsOf(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  await page.evaluate(AXE);
  return axeFindings(page, colorScheme);
}

/** The dark scheme has other colours and the same elements: there, only the rules about colours are asked again. */
async function axeFindings(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  const rules = colorScheme === "dark" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
  const options = JSON.stringify({ resultTypes: ["violations"], ...rules });
  // Evaluated as text: the page has no imports.
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
}

/** What sticks out of the page to the right, if it scrolls sideways at all. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    );
    const named = wide.slice(0, 5).map(({ tagName, className }) => `${tagName}.${className}`);
    return [`scrolls sideways by ${scrollWidth - clientWidth} px: ${named.join(", ")}`];
  });
}
