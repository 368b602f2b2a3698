import { MAX_SEARCH_LENGTH } from "@foyer/contract/search-length";

/** A text from the URL as the API takes it: bounded, and without what no field of the page could have put there. */
export function textParam(value: unknown, maxLength = MAX_SEARCH_LENGTH): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.slice(0, maxLength).replace(/[\p{Cc}\p{Cs}]+/gu, " ");
  return text.trim() === "" ? undefined : text;
}

/** A whole number from the URL within bounds. */
export function countParam(value: unknown, min: number, max: number): number | undefined {
  const count = typeof value === "number" ? value : digits(value);
  return count !== undefined && Number.isInteger(count) && count >= min && count <= max ? count : undefined;
}

function digits(value: unknown): number | undefined {
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
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
