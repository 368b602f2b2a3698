import { type Logger, pino } from "pino";

/**
 * Structured logs, one JSON object per line. Headers and query strings are not logged, since they contain user
 * input and credentials.
 */
export function createLog(level: string): Logger {
  return pino({
    level,
    serializers: {
      req: ({ method, url, ip }: { method: string; url: string; ip: string }) => ({
        method,
        path: url.split("?", 1)[0],
        ip,
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: pino.stdSerializers.err,
    },
  });
}
