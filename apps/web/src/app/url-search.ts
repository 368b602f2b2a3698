/**
 * Parses a query string into strings. The router's default parses values as JSON, so that `?q=true` is a boolean
 * and `?q=1e3` a number. Of repeated parameters the first one counts.
 */
export function parseSearch(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    // Not by assignment: a parameter may be called "__proto__".
    if (!Object.hasOwn(found, name)) Object.defineProperty(found, name, property(textOf(value)));
  }
  return found;
}

/** The inverse of {@link parseSearch}; undefined values are left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null) params.append(name, inAddress(String(value)));
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/**
 * Older links have JSON's quotation marks around values that would parse as JSON: `?q=%22123%22` means 123. Other
 * quotation marks are user input.
 */
function textOf(value: string): string {
  const quoted = value.startsWith('"') ? parseJson(value) : undefined;
  return typeof quoted === "string" && parseJson(quoted) !== undefined ? quoted : value;
}

/** A value that looks like an older link's is quoted once more. */
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
