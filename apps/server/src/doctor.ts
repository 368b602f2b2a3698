import { readConfig } from "./config.js";
import { ConfigError } from "./config-error.js";
import { checkDatabase } from "./doctor/check-database.js";
import { checkAddress, checkDisk, checkMail, checkNode, checkPayments } from "./doctor/check-services.js";
import { type Finding, ok, wrong } from "./doctor/finding.js";
import { oneLine } from "./one-line.js";

// npm run doctor: checks what Foyer needs, a line each, and fails if something is wrong. Reads only; may run beside
// a server.

/** All findings, in the order in which they are made. */
async function* examine(env: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  let config: ReturnType<typeof readConfig>;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) yield wrong("configuration", problem);
    return;
  }
  yield ok("configuration", config.isProduction ? "valid, for production" : "valid, not for production");
  yield checkAddress(config);
  yield await checkDisk(config);
  yield* await checkDatabase(config);
  yield await checkMail(config);
  yield* await checkPayments(config);
}

try {
  let problems = 0;
  for await (const { subject, kind, text } of examine(process.env)) {
    if (kind === "wrong") problems++;
    console.log(`${kind.padEnd(6)} ${subject}: ${text}`);
  }
  console.log(problems === 0 ? "foyer: all is well" : `foyer: ${problems} to put right`);
  process.exitCode = problems === 0 ? 0 : 1;
} catch (error) {
  console.error(`foyer: ${oneLine(error)}`);
  process.exitCode = 1;
}
