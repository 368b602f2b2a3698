// The committed report of what the package offers, against the one that was made of it by the last build.
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const inPackage = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const committed = inPackage("api-report.md");
const built = inPackage("generated/api-report.md");

const [command] = process.argv.slice(2);
if (command === "write") copyFileSync(built, committed);
else if (!existsSync(committed) || readFileSync(committed, "utf8") !== readFileSync(built, "utf8")) {
  console.error(
    "packages/client/api-report.md is not what the client offers. If that is meant, run `npm run fix`, and read what\n" +
      "docs/api-changes.md says about the change.",
  );
  process.exitCode = 1;
}
