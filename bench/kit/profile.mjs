import { readFile } from "node:fs/promises";

/** Functions that are listed. */
const TOP = 15;

/**
 * Reads a CPU profile of V8: shares of the busy time by part (a package, or Node itself) and by function. `busy` is the
 * share of all time in which the process was not idle.
 */
export async function readProfile(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(file, "utf8"));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ofProbe = nodesOfProbe(nodes);
  const byPart = new Map();
  const byFunction = new Map();
  let all = 0;
  let idle = 0;
  for (const [index, id] of samples.entries()) {
    const time = Math.max(0, timeDeltas[index]);
    const frame = frames.get(id);
    // The profiler's own start is left out.
    if (ofProbe.has(id)) continue;
    all += time;
    if (frame.functionName === "(idle)") {
      idle += time;
      continue;
    }
    const part = partOf(frame);
    byPart.set(part, (byPart.get(part) ?? 0) + time);
    const name = `${frame.functionName || "(anonymous)"} in ${part}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + time);
  }
  const busy = all - idle;
  const shares = (times) =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, TOP)
      .map(([what, time]) => ({ what, share: Math.round((time / busy) * 1_000) / 1_000 }));
  return {
    busy: Math.round((busy / all) * 1_000) / 1_000,
    byPart: shares(byPart),
    byFunction: shares(byFunction),
  };
}

function nodesOfProbe(nodes) {
  const found = new Set(
    nodes.filter(({ callFrame }) => callFrame.url.endsWith("server-probe.mjs")).map(({ id }) => id),
  );
  // Children come after their parents.
  for (const { id, children = [] } of nodes)
    if (found.has(id)) for (const child of children) found.add(child);
  return found;
}

function partOf({ url, functionName }) {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1];
  if (library !== undefined) return library;
  const own = /\/(?:packages|apps)\/([^/]+)\/(?:dist|generated)\//.exec(url)?.[1];
  if (own !== undefined) return url.includes("/generated/") ? "@prisma/client" : `foyer's ${own}`;
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(program)") return "outside JavaScript";
  return url.startsWith("node:") ? "Node" : "native code";
}
