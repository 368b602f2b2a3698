import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coverFonts } from "../src/covers/cover-fonts.js";
import { createCoverRenderer } from "../src/covers/cover-renderer.js";
import { coverSvg } from "../src/covers/cover-svg.js";
import { setText } from "../src/covers/set-text.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

describe("the cover of an event", () => {
  it("is a PNG of the size that link previews ask for, which other sites may show", async () => {
    const organizer = await newUser(context);
    const { id } = await newEvent(context, organizer, { name: "Late Bach", category: "Music" });
    for (const path of [`/events/${id}/cover.png`, "/cover.png"]) {
      const answer = await fetch(`${server.origin}${path}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
      expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      const { width, height, data } = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
      expect([width, height]).toEqual([1_200, 630]);
      expect(new Set(data).size).toBeGreaterThan(10);
      const etag = answer.headers.get("etag") ?? "";
      const again = await fetch(`${server.origin}${path}`, { headers: { "if-none-match": etag } });
      expect(again.status).toBe(304);
    }
    expect((await fetch(`${server.origin}/events/${id}/cover.png`, { method: "HEAD" })).status).toBe(200);
  });

  it("is refused where there is no event", async () => {
    for (const id of ["0".repeat(24), "abc"]) {
      const answer = await fetch(`${server.origin}/events/${id}/cover.png`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toContain("application/json");
    }
  });

  it("is drawn once for all who ask, and too many others are told to come back", async () => {
    const pictures = createCoverRenderer();
    const subject = (name: string) => ({ name, category: "Music", facts: [] });
    const [one, same] = await Promise.all([pictures.draw(subject("A")), pictures.draw(subject("A"))]);
    expect(same).toBe(one);
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, (_, number) => pictures.draw(subject(`Night ${number}`))),
    );
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ code: "BUSY" });
    expect(await pictures.draw(subject("A"))).toBe(one);
  });
});

describe("the name on a cover", () => {
  const room = {
    width: 700,
    sizes: [
      { size: 88, lines: 2 },
      { size: 56, lines: 4 },
    ],
  };
  const set = (name: string) => setText(name, coverFonts().headline, room);

  it("fits, however long it is", () => {
    for (const name of [
      "Long words and more of them ".repeat(9),
      "Donaudampfschifffahrt".repeat(12),
      "W".repeat(120),
    ]) {
      const text = set(name);
      expect(text?.lines.length).toBeLessThanOrEqual(4);
      expect(text?.lines.at(-1)?.endsWith("…")).toBe(true);
      for (const line of text?.lines ?? []) {
        expect(text?.face.widthOf(line, text.size)).toBeLessThanOrEqual(700);
      }
    }
  });

  it.each([
    ["Late Bach", "Fraunces", false],
    ["Ночь музыки", "Inter", false],
    ["Ελληνική βραδιά", "Inter", false],
    ["ערב שירה", "Noto Sans Hebrew", true],
    ["ليلة الموسيقى", "Noto Sans Arabic", true],
  ])("%s is set in %s", (name, family, isRightToLeft) => {
    expect(set(name)).toMatchObject({ face: { family }, isRightToLeft });
  });

  it("leaves out signs that cannot be drawn, and all of what would be boxes", () => {
    expect(set("🎷 Max & friends")?.lines).toEqual(["Max & friends"]);
    for (const name of ["東京ジャズ祭", "서울 재즈", "🎷🎷", "ราตรี"]) expect(set(name)).toBeUndefined();
    expect(coverSvg({ name: "東京ジャズ祭", category: "Jazz", facts: ["Friday"] })).not.toContain("<text");
  });

  it("is escaped", () => {
    const svg = coverSvg({ name: `</text><script>"&'`, category: "x", facts: ["<b>"] });
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("<b>");
  });
});
