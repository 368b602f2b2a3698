import type { Page } from "playwright-core";
import { beforeAll, describe, expect } from "vitest";
import { ADMIN } from "./kit/accounts.js";
import { keepPicture, test, type Visitor } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForRest } from "./kit/page.js";
import { giveSession } from "./kit/people.js";
import { ACCOUNT_LINK_STOPS, ACCOUNT_STOPS, ADMIN_STOPS } from "./pages/account-stops.js";
import { ATTENDEE_STOPS } from "./pages/attendee-stops.js";
import { GUEST_STOPS } from "./pages/guest-stops.js";
import { ORGANIZER_STOPS } from "./pages/organizer-stops.js";
import { PUBLIC_STOPS } from "./pages/public-stops.js";
import { makeScene, type Scene } from "./pages/scene.js";
import type { Stop, Who } from "./pages/stop.js";

const STOPS: Readonly<Record<Who, readonly Stop[]>> = {
  nobody: [...PUBLIC_STOPS, ...ACCOUNT_LINK_STOPS],
  guest: GUEST_STOPS,
  attendee: ATTENDEE_STOPS,
  organizer: [...ORGANIZER_STOPS, ...ACCOUNT_STOPS],
  admin: ADMIN_STOPS,
};
const WHO = Object.keys(STOPS) as Who[];

const SIZES = [
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
] as const;

describe.each(SIZES)("on $size", ({ size, viewport }) => {
  let scene: Scene;
  // For each size: on a slow machine the holds in it would run out before the last page of the second one.
  beforeAll(async () => {
    scene = await makeScene();
  });

  /** The routes of the web app, and those that were visited. */
  const routes = { all: new Set<string>(), visited: new Set<string>() };

  // One browser per user, so that its cache is realistic.
  test.for(WHO)(
    "%s sees pages that fit, read well and do not fail",
    { timeout: 600_000 },
    async (who, { open }) => {
      const visitor = await open({ viewport });
      const person = { nobody: undefined, guest: undefined, admin: ADMIN, ...scene }[who];
      if (person !== undefined) await giveSession(visitor.page, person);
      const found: string[] = [];
      for (const stop of STOPS[who]) {
        const seen = await findingsAt(stop, scene, visitor);
        if (seen.length > 0) await keepPicture(visitor.page, `${stop.name} on ${size}`);
        found.push(...seen.map((finding) => `${stop.name}: ${finding}`));
        const { all, visited } = await routesOf(visitor.page);
        for (const route of all) routes.all.add(route);
        for (const route of visited) routes.visited.add(route);
      }
      expect(found).toEqual([]);
    },
  );

  test("no page was left out", () => {
    expect([...routes.all].filter((route) => !routes.visited.has(route))).toEqual([]);
    expect(routes.all.size).toBeGreaterThan(30);
  });
});

async function findingsAt(stop: Stop, scene: Scene, { page, problems }: Visitor): Promise<string[]> {
  const before = problems.length;
  const path = stop.path(scene);
  // Another fragment of the same address would not load it again.
  if (path.includes("#")) await page.goto("about:blank");
  await page.goto(path);
  await waitForRest(page);
  await stop.onceThere?.(page, scene);
  // A refusal is also logged by the browser.
  const unexpected = problems.slice(before).filter((problem) => !problem.includes(` ${stop.refused} `));
  const seen = [...(await findings(page)), ...unexpected];
  const title = await page.title();
  if (stop.title !== undefined && title !== `${stop.title} · Foyer`) seen.push(`its tab is called ${title}`);
  return seen;
}

/** The routes that show something, and those that the page is made of: the router leaves itself in the window. */
function routesOf(page: Page): Promise<{ all: string[]; visited: string[] }> {
  return page.evaluate(`({
    all: Object.values(__TSR_ROUTER__.routesById).filter(({ isRoot, options }) => !isRoot && options.component).map(({ id }) => id),
    visited: __TSR_ROUTER__.state.matches.map(({ routeId }) => routeId),
  })`);
}
