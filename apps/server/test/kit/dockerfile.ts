import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** One instruction of a Dockerfile, with its lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The stages of the Dockerfile, each from its FROM on. */
export function readDockerfile(): readonly (readonly Instruction[])[] {
  const text = readFileSync(`${ROOT}Dockerfile`, "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "");
  const stages: Instruction[][] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [name = "", ...words] = line.trim().split(" ");
    if (name === "FROM") stages.push([]);
    stages.at(-1)?.push({ name, rest: words.join(" ").replaceAll(/\s+/g, " ") });
  }
  return stages;
}

/** What instructions of a name say, in order. */
export function all(stage: readonly Instruction[], wanted: string): readonly string[] {
  return stage.flatMap(({ name, rest }) => (name === wanted ? [rest] : []));
}

/** A command in the form of a JSON list: a program and its arguments. */
export function commandIn(text: string | undefined): readonly [string, ...string[]] {
  const found = /\[.*\]$/.exec(text ?? "");
  const list: unknown = JSON.parse(found?.[0] ?? "[]");
  if (!Array.isArray(list) || list.length === 0) throw new Error(`no command in ${text}`);
  const [program, ...args] = list.map(String);
  return [program ?? "", ...args];
}
