/** A text from the URL. The router reads `?q=2027` as a number, so figures are text too. */
export function textParam(value: unknown, maxLength = 200): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).slice(0, maxLength);
  return text === "" ? undefined : text;
}

/** A whole number from the URL within bounds. */
export function countParam(value: unknown, min: number, max: number): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
    ? value
    : undefined;
}

/** One of a schema's choices from the URL, or nothing. */
export function choiceParam<Choice>(
  schema: { safeParse(value: unknown): { success: true; data: Choice } | { success: false } },
  value: unknown,
): Choice | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Lets links leave out what a page's URL may leave out. */
export function optional<Search extends object>(search: Search): Partial<Search> {
  return search;
}
