import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { endPrograms } from "./child.mjs";
import { describeMachine } from "./machine.mjs";

/**
 * Runs a load program from its arguments to its result. Whatever it started is stopped, also on failure, on a signal and
 * when the time limit is reached.
 *
 * Every program takes `--json` (one JSON object as the last line), `--save` (the same into `results/`), and
 * `--smoke`, which runs everything at a small size within seconds, for tests: its figures mean nothing. Some take
 * `--only`, as often as there are parts to measure: for comparing two versions quickly, and never saved.
 *
 * @param {object} bench
 * @param {string} bench.name
 * @param {Record<string, number | readonly number[]>} bench.settings what can be set by an option of the same name
 * @param {Record<string, number | readonly number[]>} bench.smoke what differs in small
 * @param {number} bench.limitSeconds
 * @param {(run: { settings: Record<string, any>, only?: string[], isSmoke: boolean, onEnd: (stop: () => unknown) => void }) =>
 *   Promise<{ figures: object, isCorrect: boolean, print: () => void }>} bench.measure
 */
export async function runBench({ name, settings: defaults, smoke, limitSeconds, measure }) {
  const { settings, only, flags } = readArguments(defaults, smoke);
  const machine = describeMachine();
  const stops = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  let givingUp;
  const giveUp = (why) => {
    console.error(`bench: ${name} ${why}`);
    endPrograms();
    givingUp ??= stopAll()
      .catch((error) => console.error(error))
      .then(() => process.exit(1));
  };
  const limit = setTimeout(giveUp, limitSeconds * 1_000, `was not done after ${limitSeconds} s`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => giveUp("was interrupted"));

  const begun = performance.now();
  try {
    const run = { settings, only, isSmoke: flags.smoke, onEnd: (stop) => stops.push(stop) };
    const { figures, isCorrect, print } = await measure(run);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const result = { bench: name, ...figures, isSmoke: flags.smoke, seconds, settings, machine };
    await stopAll();
    print();
    if (flags.save) {
      const file = new URL(`../results/${name}.json`, import.meta.url);
      await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
    }
    if (flags.json) console.log(JSON.stringify(result));
    process.exitCode = isCorrect ? 0 : 1;
  } catch (error) {
    // An error caused by giving up is not reported again.
    await givingUp;
    throw error;
  } finally {
    await stopAll();
    clearTimeout(limit);
  }
}

function readArguments(defaults, smoke) {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" }]));
  for (const flag of ["json", "save", "smoke", "quick"]) options[flag] = { type: "boolean", default: false };
  options.only = { type: "string", multiple: true };
  const { values } = parseArgs({ options });
  const isSmoke = values.smoke || values.quick;
  const settings = { ...defaults, ...(isSmoke && smoke) };
  for (const [name, value] of Object.entries(defaults)) {
    const given = values[name];
    if (given === undefined) continue;
    const numbers = given.split(",").map(Number);
    if (numbers.some((number) => !Number.isFinite(number) || number < 0)) {
      throw new Error(`--${name} takes ${Array.isArray(value) ? "numbers, such as 1000,10000" : "a number"}`);
    }
    settings[name] = Array.isArray(value) ? numbers : numbers[0];
  }
  if (values.only !== undefined && values.save)
    throw new Error("A run with --only is not complete: it is not saved.");
  return { settings, only: values.only, flags: { json: values.json, save: values.save, smoke: isSmoke } };
}
