import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const source = new URL("../src/", import.meta.url).pathname;
const mantine = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles.css"));

/** The Mantine components imported anywhere in the app. */
function importedComponents(): Set<string> {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tsx"),
  );
  const names = files.flatMap((file) => {
    const text = readFileSync(join(source, file), "utf8");
    const [, list = ""] = /import \{([^}]*)\} from "@mantine\/core"/.exec(text) ?? [];
    return list.split(",").map((name) => name.trim());
  });
  return new Set(names.filter((name) => /^[A-Z]\w+$/.test(name)));
}

it("loads the styles of every Mantine component that is used", () => {
  const loaded = readFileSync(join(source, "app/mantine-styles.ts"), "utf8");
  const missing = [...importedComponents()].filter(
    (name) => existsSync(join(mantine, "styles", `${name}.css`)) && !loaded.includes(`/${name}.css"`),
  );
  expect(missing).toEqual([]);
});
