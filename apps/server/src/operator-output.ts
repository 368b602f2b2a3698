import type { Logger } from "pino";
import { ConfigError } from "./config-error.js";
import { createLog } from "./http/logging.js";
import { oneLine } from "./one-line.js";

/** What the server says to whoever started it, whatever `LOG_LEVEL` is. */
export interface OperatorOutput {
  say(line: string): void;
  /** Something went wrong: a line for each problem. */
  fail(error: unknown): void;
}

/** Plain lines for a terminal; in production entries of the log, so that all its lines are JSON. */
export function createOperatorOutput(isProduction: boolean): OperatorOutput {
  return isProduction ? logged(createLog("info", true)) : plain;
}

const plain: OperatorOutput = {
  say: (line) => console.log(`foyer: ${line}`),
  fail(error) {
    for (const line of linesOf(error)) console.error(`foyer: ${line}`);
  },
};

function logged(log: Logger): OperatorOutput {
  return {
    say: (line) => log.info(line),
    fail(error) {
      for (const line of linesOf(error)) log.fatal(line);
    },
  };
}

function linesOf(error: unknown): readonly string[] {
  return error instanceof ConfigError ? error.problems : [oneLine(error)];
}

/** Logs what Node would print as plain text: its warnings, and the error that ends the process. */
export function logProcessTrouble(log: Logger): void {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, "warning of Node"));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "ended by an error that nothing handled");
    process.exit(1);
  });
}
