import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, ROOT } from "./kit/document-blocks.js";

const run = promisify(execFile);

const RECIPES = blocksOf("CONTRIBUTING.md").filter(({ language }) => language.startsWith("ts"));

/** The block that has these words. */
function recipe(words: string): string {
  const found = RECIPES.filter(({ text }) => text.includes(words));
  expect(found, words).toHaveLength(1);
  return found[0]?.text ?? "";
}

/** Each program is put together as its recipe says, with the imports that an editor would add. */
const PROGRAMS: readonly {
  readonly part: "apps/server" | "apps/web";
  readonly file: string;
  readonly text: () => string;
}[] = [
  {
    part: "apps/server",
    file: "count-bookings.ts",
    text: () => `
      import { bookingStatus } from "@foyer/contract/booking";
      import type { Actor } from "@foyer/domain/actor";
      import type { AppContext } from "@foyer/domain/context";
      import { router, userProcedure } from "@foyer/router/trpc";
      import { z } from "zod";
      ${recipe("countBookingsInput = ")}
      ${recipe("async function countBookings(")}
      export const bookingRouter = router({ ${recipe("count: userProcedure")} });`,
  },
  {
    part: "apps/server",
    file: "note-read.ts",
    text: () => `
      import type { BookingMail, MailContext } from "@foyer/domain/mail/mail-context";
      import { paragraph } from "@foyer/domain/mail/mail-document";
      import { isEventOver } from "@foyer/domain/mail/staleness";
      import { bookingFacts, bookingLink } from "@foyer/domain/mail/templates/shared-words";
      ${recipe("function noteRead(")}`,
  },
  {
    part: "apps/web",
    file: "summary-page.tsx",
    text: () => `
      import { Container, Skeleton } from "@mantine/core";
      import type { UseQueryResult } from "@tanstack/react-query";
      import { counted } from "../../../src/shared/counted";
      import { ErrorNotice } from "../../../src/shared/error-notice";
      import { Loading } from "../../../src/shared/loading";
      import { usePageTitle } from "../../../src/shared/page-title";
      // What step by step has been added to the router.
      declare const trpc: {
        booking: { count: { useQuery(input: { status: "confirmed" }): UseQueryResult<{ count: number }, Error> } };
      };
      ${recipe("function SummaryPage()")}`,
  },
  {
    part: "apps/web",
    file: "summary-route.tsx",
    text: () => `
      import { createRootRouteWithContext, createRoute } from "@tanstack/react-router";
      import { type RouterContext, requireSignIn } from "../../../src/app/router-context";
      declare function page<Name extends string>(
        load: () => Promise<Record<Name, () => React.ReactNode>>, name: Name,
      ): () => React.ReactNode;
      const root = createRootRouteWithContext<RouterContext>()();
      ${recipe('path: "/summary"').replace("../pages/summary-page", "./summary-page")}
      export const tree = root.addChildren([summary]);`,
  },
];

const folders = new Map<string, string>();
beforeAll(async () => {
  for (const part of ["apps/server", "apps/web"]) {
    const place = join(ROOT, part, "test/generated");
    await mkdir(place, { recursive: true });
    const folder = await mkdtemp(join(place, "recipes-"));
    folders.set(part, folder);
    const compilerOptions = { noEmit: true, noUnusedLocals: false, noUnusedParameters: false };
    const tsconfig = {
      extends: join(ROOT, part, "tsconfig.json"),
      compilerOptions,
      include: ["*.ts", "*.tsx"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  }
  for (const { part, file, text } of PROGRAMS) await writeFile(join(folders.get(part) ?? "", file), text());
});
afterAll(async () => {
  for (const folder of folders.values()) await rm(folder, { recursive: true, force: true });
});

describe("the recipes of CONTRIBUTING.md", () => {
  it.each(["apps/server", "apps/web"])("compile in %s", async (part) => {
    const checked = run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folders.get(part) ?? ""]);
    const { stdout } = await checked.catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });

  it("are all of its blocks", () => {
    const texts = PROGRAMS.map(({ text }) =>
      text().replaceAll("./summary-page", "../pages/summary-page"),
    ).join("\n");
    for (const { text, line } of RECIPES) expect(texts.includes(text), `the one in line ${line}`).toBe(true);
  });
});
