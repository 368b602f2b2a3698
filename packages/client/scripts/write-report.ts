import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reportDeclarations } from "./report.ts";

const inPackage = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
/** Puts the report together once the package is built: the procedures, and what each entry exports. */
export function writeReport(): void {
  const generated = inPackage("generated/app-router.d.ts");
  const { name, exports } = JSON.parse(readFileSync(inPackage("package.json"), "utf8"));

  const entries = new Map(
    Object.entries<{ readonly import?: { readonly types: string } }>(exports).flatMap(
      ([entry, { import: esm }]) => (esm === undefined ? [] : [[join(esm.types), entry.replace(".", name)]]),
    ),
  );
  const shared = globSync("dist/*.d.ts", { cwd: inPackage("") }).filter((file) => !entries.has(file));
  const sections = [
    ...[...entries].map(([file, entry]) => reportDeclarations(entry, inPackage(file), generated)),
    ...shared.sort().map((file) => reportDeclarations("What entries share", inPackage(file), generated)),
  ];
  const procedures = readFileSync(inPackage("generated/procedures.md"), "utf8");
  writeFileSync(inPackage("generated/api-report.md"), `${[procedures, ...sections].join("\n\n")}\n`);
}
