/** Requests to Foyer's procedures, and their answers. */

/** A query's path and query string, with its input in tRPC's wire format. */
function queryPath(procedure, input) {
  const path = `/trpc/${procedure}`;
  return input === undefined ? path : `${path}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
}

/** A query as the load programs send it. */
export function query(procedure, input, token) {
  return { method: "GET", path: queryPath(procedure, input), headers: token ? bearer(token) : {} };
}

/** A mutation as the load programs send it. */
export function mutation(procedure, input, token) {
  return {
    method: "POST",
    path: `/trpc/${procedure}`,
    headers: { "content-type": "application/json", ...(token && bearer(token)) },
    body: JSON.stringify({ json: input }),
  };
}

function bearer(token) {
  return { authorization: `Bearer ${token}` };
}

/** Sends a single request. Load is sent by the load programs. */
export async function send(origin, { method, path, headers, body }) {
  const response = await fetch(`${origin}${path}`, { method, headers, body });
  return { status: response.status, text: await response.text(), etag: response.headers.get("etag") };
}

/** Calls a procedure and returns its data; throws on an error. */
export async function call(origin, request) {
  const { status, text } = await send(origin, request);
  if (status !== 200) throw new Error(`${request.path} was answered with ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text).result.data.json;
}
