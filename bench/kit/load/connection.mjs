import { Client, Pool } from "undici";

/** Load is patient: what takes longer than this is lost, and counted so. In milliseconds. */
const PATIENCE_MS = 60_000;
const OPTIONS = { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS, keepAliveTimeout: 60_000 };

/** One connection that is kept alive, as one browser has it. */
export function connect(origin) {
  return sender(new Client(origin, OPTIONS));
}

/** A few connections that share what is to be sent. */
export function connectMany(origin, connections) {
  return sender(new Pool(origin, { ...OPTIONS, connections }));
}

/**
 * Sends with as little work as can be, so that the load program is not what is measured. What was lost on the way
 * has status 0.
 */
function sender(dispatcher) {
  return {
    send(request) {
      return new Promise((resolve) => {
        const startedAt = performance.now();
        const chunks = [];
        let status = 0;
        let retryAfter;
        const settle = (text) => resolve({ status, retryAfter, text, ms: performance.now() - startedAt });
        dispatcher.dispatch(request, {
          onRequestStart() {},
          onResponseStart(_controller, statusCode, headers) {
            status = statusCode;
            retryAfter = headers["retry-after"];
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd: () => settle(() => Buffer.concat(chunks).toString("utf8")),
          onResponseError(_controller, error) {
            status = 0;
            settle(() => error.message);
          },
        });
      });
    },
    close: () => dispatcher.destroy(),
  };
}
