// What the commands print: progress lines, and one clear line on failure.

/**
 * One line of progress.
 *
 * @param {string} line
 */
export function say(line) {
  // Not to standard output: what a command answers must stay apart from how it got there.
  console.error(`foyer: ${line}`);
}

/** Something the caller can put right. Its message is the one line that is printed. */
export class Refusal extends Error {}

/**
 * Runs a command and turns what it throws into one line and a non-zero exit.
 *
 * @param {() => Promise<number | void>} command resolves to the exit code, 0 if it says nothing
 */
export async function runCommand(command) {
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    console.error(`foyer: ${error instanceof Error ? error.message : error}`);
    // A refusal says all there is to know; anything else is our mistake and its stack can be asked for.
    if (process.env.FOYER_DEBUG && !(error instanceof Refusal)) console.error(error);
    process.exitCode = 1;
  }
}
