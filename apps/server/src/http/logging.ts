import { type Logger, pino } from "pino";

/** Structured logs, one JSON object per line. */
export function createLog(level: string): Logger {
  return pino({ level, serializers: { err: pino.stdSerializers.err } });
}
