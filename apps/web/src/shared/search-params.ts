import { MAX_SEARCH_LENGTH } from "@foyer/contract/search-length";

/** A text from the URL as the API accepts it: bounded, and without characters that no input field produces. */
export function textParam(value: unknown, maxLength = MAX_SEARCH_LENGTH): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.slice(0, maxLength).replace(/[\p{Cc}\p{Cs}]+/gu, " ");
  return text.trim() === "" ? undefined : text;
}

/** An integer from the URL within bounds. */
export function countParam(value: unknown, min: number, max: number): number | undefined {
  const count = typeof value === "number" ? value : digits(value);
  return count !== undefined && Number.isInteger(count) && count >= min && count <= max ? count : undefined;
}

function digits(value: unknown): number | undefined {
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** One of an enum's values from the URL, or undefined. */
export function choiceParam<Choice>(
  schema: { safeParse(value: unknown): { success: true; data: Choice } | { success: false } },
  value: unknown,
): Choice | undefined {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Makes a page's URL parameters optional for links. */
export function optional<Search extends object>(search: Search): Partial<Search> {
  return search;
}
