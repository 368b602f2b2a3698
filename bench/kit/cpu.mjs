import { readFileSync } from "node:fs";
import { round } from "./percentiles.mjs";

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * Starts to count the CPU time of some processes. The returned function says how many cores each of them kept busy since
 * then; null where the system does not tell.
 *
 * @param {Record<string, number>} pids by name
 */
export function watchCpu(pids) {
  const begun = performance.now();
  const before = readAll(pids);
  return () => {
    const seconds = (performance.now() - begun) / 1_000;
    const after = readAll(pids);
    return Object.fromEntries(
      Object.keys(pids).map((name) => {
        const isKnown = before[name] !== null && after[name] !== null;
        return [name, isKnown ? round((after[name] - before[name]) / seconds) : null];
      }),
    );
  };
}

function readAll(pids) {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, secondsOf(pid)]));
}

function secondsOf(pid) {
  try {
    // utime and stime are the 12th and 13th fields after the name, which is in parentheses and may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}
