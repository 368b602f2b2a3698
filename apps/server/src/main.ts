import { isProduction } from "./config.js";
import { wrongNode } from "./needed-node.js";
import { createOperatorOutput } from "./operator-output.js";

const problem = wrongNode(process.versions.node);
if (problem !== undefined) {
  createOperatorOutput(isProduction(process.env)).fail(problem);
  process.exit(1);
}
// Not imported above: an older Node cannot load all of it, and would say so in its own words.
const { serve } = await import("./serve.js");

// --end-with-parent: the server ends when the process that started it is gone. That one gives it an IPC channel.
await serve(process.env, { endsWithParent: process.argv.includes("--end-with-parent") });
