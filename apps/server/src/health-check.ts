import { readConfig } from "./config.js";

// Whether the server of this container takes requests, for HEALTHCHECK: exits with 0 or 1.

const LIMIT_MS = 2_500;

try {
  const { port } = readConfig(process.env);
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(LIMIT_MS) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
