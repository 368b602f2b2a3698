// Sends load to a server, in a process of its own. The plan names the kind of load; the last line is the result.

import { readPlan, tell } from "../child.mjs";
import { round } from "../percentiles.mjs";
import { book } from "./book.mjs";
import { browse } from "./browse.mjs";
import { repeat } from "./repeat.mjs";
import { steady } from "./steady.mjs";

const loads = { book, browse, repeat, steady };

const { plan, finished } = await readPlan();
const cpuBefore = process.cpuUsage();
const begun = performance.now();
await tell("begun");
const result = await loads[plan.load](plan, finished);
const { user, system } = process.cpuUsage(cpuBefore);
// Near 1, the load program was the bottleneck.
const loadCpu = round((user + system) / 1_000 / (performance.now() - begun));
await tell("result", { ...result, loadCpu });
process.exit(0);
