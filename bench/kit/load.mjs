import { startProgram } from "./child.mjs";

const PROGRAM = new URL("./load/program.mjs", import.meta.url);

/** Starts a load program in a process of its own. */
export function startLoad(plan) {
  return startProgram(PROGRAM, plan);
}

/** Runs a load program to its result. */
export async function runLoad(plan) {
  const { kind: _, ...result } = await startLoad(plan).result();
  return result;
}
