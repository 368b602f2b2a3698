/**
 * How the part of an address after "?" is read and written: every parameter is a text, whatever it looks like. The
 * router's own way takes `?q=true` for a truth and `?q=1e3` for a number. Of a parameter that is there several times, the
 * first one counts.
 */
export function parseSearch(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    // Not by assignment: a parameter may be called "__proto__".
    if (!Object.hasOwn(found, name)) Object.defineProperty(found, name, property(textOf(value)));
  }
  return found;
}

/** The other way: what is undefined is left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null) params.append(name, inAddress(String(value)));
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/**
 * Older links have JSON's quotation marks around what looked like anything but a text: `?q=%22123%22` says 123. Around all
 * else they are what somebody typed.
 */
function textOf(value: string): string {
  const quoted = value.startsWith('"') ? parseJson(value) : undefined;
  return typeof quoted === "string" && parseJson(quoted) !== undefined ? quoted : value;
}

/** What reads as an older link would is quoted once more. */
function inAddress(text: string): string {
  return textOf(text) === text ? text : JSON.stringify(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function property(value: string): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}
