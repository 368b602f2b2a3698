/**
 * Calls a procedure over HTTP and says how long it took, in milliseconds.
 *
 * @param {string} origin
 * @param {string} path such as `user.login`
 * @param {unknown} json its input
 */
export async function mutate(origin, path, json, headers = {}) {
  return timed(() =>
    fetch(`${origin}/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ json }),
    }),
  );
}

/** Reads an address and says how long it took, in milliseconds. */
export function get(url, headers = {}) {
  return timed(() => fetch(url, { headers }));
}

async function timed(send) {
  const startedAt = performance.now();
  const response = await send();
  const text = await response.text();
  return { status: response.status, text, ms: performance.now() - startedAt };
}

/** The value below which a share of the samples lies. */
export function percentile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const round = (value) => Math.round(value * 100) / 100;
