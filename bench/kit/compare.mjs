import { send } from "./api.mjs";
import { startBare } from "./bare.mjs";
import { runLoad } from "./load.mjs";
import { median, round } from "./percentiles.mjs";

/**
 * Measures Foyer against a bare Fastify route that answers with the same bytes, in alternating rounds, so that drift of
 * the machine meets both. Each figure is the median of its rounds. Several processes of each side take turns: how a
 * process's code is compiled and its memory laid out stays as it is while it lives, and makes a difference.
 *
 * @param {object} comparison
 * @param {readonly string[]} comparison.origins of Foyer's servers
 * @param {readonly { name: string, requests: readonly object[], status: number, connections?: number }[]}
 *   comparison.cases whose requests are all answered alike, with that status
 * @param {number} comparison.connections of cases that do not say their own
 * @param {number} comparison.rounds
 * @param {number} comparison.seconds of each round and side
 */
export async function compareWithBare({ origins, cases, connections: usual, rounds, seconds }) {
  const figures = [];
  for (const { name, requests, status, connections = usual } of cases) {
    const sample = await send(origins[0], requests[0]);
    if (sample.status !== status) {
      throw new Error(`${name} was answered with ${sample.status}: ${sample.text.slice(0, 300)}`);
    }
    const [first] = requests;
    const route = { method: first.method, path: first.path.split("?", 1)[0], ...sample };
    const bare = [];
    for (let one = 0; one < origins.length; one++) bare.push(await startBare([route]));
    const bareOrigins = bare.map(({ origin }) => origin);
    const load = { load: "repeat", connections, requests };
    const ofOurs = [];
    const ofBare = [];
    // Warm-up of both.
    for (const origin of [...origins, ...bareOrigins])
      await runLoad({ ...load, origin, seconds: seconds / 2 });
    for (let round = 0; round < rounds; round++) {
      const turn = round % origins.length;
      ofOurs.push(await runLoad({ ...load, origin: origins[turn], seconds }));
      ofBare.push(await runLoad({ ...load, origin: bareOrigins[turn], seconds }));
    }
    for (const one of bare) await one.stop();
    const ours = middle(ofOurs);
    const theirs = middle(ofBare);
    figures.push({
      name,
      connections,
      ...ours,
      bytes: Buffer.byteLength(sample.text),
      bare: theirs,
      vsBare: round(ours.perSecond / theirs.perSecond),
      isAsExpected: Object.keys(ours.statuses).every((seen) => Number(seen) === status),
    });
  }
  return figures;
}

/** The median of each figure, and the sum of the statuses. */
function middle(rounds) {
  const statuses = {};
  for (const round of rounds) {
    for (const [status, count] of Object.entries(round.statuses)) {
      statuses[status] = (statuses[status] ?? 0) + count;
    }
  }
  const of = (name) => median(rounds.map((round) => round[name]));
  return {
    perSecond: of("perSecond"),
    p50: of("p50"),
    p99: of("p99"),
    loadCpu: of("loadCpu"),
    statuses,
  };
}

/** The rows of a table of such figures. */
export function rowsOf(figures) {
  return figures.map(({ name, perSecond, p50, p99, bytes, bare, vsBare }) => ({
    what: name,
    "ours/s": perSecond,
    "bare/s": bare.perSecond,
    "ours vs bare": vsBare,
    "p50 ms": p50,
    "p99 ms": p99,
    bytes,
  }));
}
