// Sends load to a server, in a process of its own. Its plan names what kind; its last line has what came of it.

import { readPlan, tell } from "../child.mjs";
import { round } from "../percentiles.mjs";
import { book } from "./book.mjs";
import { browse } from "./browse.mjs";
import { repeat } from "./repeat.mjs";

const loads = { book, browse, repeat };

const { plan, finished } = await readPlan();
const cpuBefore = process.cpuUsage();
const begun = performance.now();
await tell("begun");
const result = await loads[plan.load](plan, finished);
const { user, system } = process.cpuUsage(cpuBefore);
// When this is near 1, it is the load program that was measured.
const loadCpu = round((user + system) / 1_000 / (performance.now() - begun));
await tell("result", { ...result, loadCpu });
process.exit(0);
