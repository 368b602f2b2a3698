import { type Logger, pino } from "pino";

/**
 * Structured logs, one JSON object per line.
 *
 * @param isSync writes each entry before it returns: for the few whose order matters when the process ends
 */
export function createLog(level: string, isSync = false): Logger {
  const options = { level, serializers: { err: pino.stdSerializers.err } };
  return isSync ? pino(options, pino.destination({ sync: true })) : pino(options);
}
