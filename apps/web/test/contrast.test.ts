import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast } from "./contrast";

const css = readFileSync(new URL("../src/app/tokens.css", import.meta.url), "utf8");

function tokensOf(scheme: "light" | "dark"): Map<string, string> {
  const block = css.split(`[data-mantine-color-scheme="${scheme}"] {`)[1]?.split("}")[0] ?? "";
  return new Map(
    [...block.matchAll(/--foyer-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

describe.each(["light", "dark"] as const)("the %s scheme", (scheme) => {
  const tokens = tokensOf(scheme);
  const of = (name: string) => tokens.get(name) ?? "#000000";

  it.each(["ink", "ink-soft", "curtain-text", "brass-text", "green-text", "red-text"])(
    "lets %s be read on every ground",
    (text) => {
      for (const ground of ["paper", "surface", "sunken"]) {
        expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it("lets the words on the curtain be read", () => {
    for (const ground of ["curtain", "curtain-hover"]) {
      expect(contrast(of("on-curtain"), of(ground))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("lets the door's verdicts be read at arm's length", () => {
    expect(contrast(of("on-verdict"), of("admitted"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-verdict"), of("refused"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-held"), of("held"))).toBeGreaterThanOrEqual(4.5);
  });

  it("lets controls, meters and the main action be told from the page", () => {
    for (const part of ["control-line", "meter", "curtain"]) {
      expect(contrast(of(part), of("paper")), part).toBeGreaterThanOrEqual(3);
    }
  });
});
