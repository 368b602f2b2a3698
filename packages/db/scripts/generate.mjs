// Generates the Prisma client, with the engine copied next to it, without network or telemetry.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPrismaEngine } from "./prisma-engine.mjs";

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const prisma = createRequire(import.meta.url).resolve("prisma/build/index.js");

/**
 * Prisma resolves @prisma/client from the schema's folder upwards, and tries to install it when it is missing. It is a
 * dependency of this package only, so Prisma gets a copy of the schema inside the package.
 *
 * @returns {string} the copy
 */
function copySchemaIntoPackage() {
  const original = join(packageFolder, "../../prisma/schema.prisma");
  const copy = join(packageFolder, "generated/schema.prisma");
  const schema = readFileSync(original, "utf8");
  const moved = schema.replace('"../packages/db/generated/client"', '"./client"');
  if (moved === schema)
    throw new Error('prisma/schema.prisma must have output = "../packages/db/generated/client"');
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, moved);
  return copy;
}

try {
  const engine = await findPrismaEngine((line) => console.log(`foyer: ${line}`));
  const schema = copySchemaIntoPackage();
  const { status } = spawnSync(process.execPath, [prisma, "generate", "--schema", schema, "--no-hints"], {
    cwd: packageFolder,
    stdio: "inherit",
    env: {
      ...process.env,
      PRISMA_QUERY_ENGINE_LIBRARY: engine,
      // Generating needs no schema engine, but Prisma downloads one unless it is named.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? "/bin/true",
      PRISMA_GENERATE_SKIP_AUTOINSTALL: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(`foyer: ${error.message}`);
  process.exitCode = 1;
}
