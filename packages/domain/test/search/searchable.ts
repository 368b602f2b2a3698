import { readSearch } from "@foyer/domain/events/event-search";

/** Whether an event of these stored words is found by what was typed, as far as its words go. */
export function searchable(stored: readonly string[], typed: string): boolean {
  const words = new Set(stored);
  return readSearch(typed).terms.every((alternatives) =>
    alternatives.some((needed) => needed.every((word) => words.has(word))),
  );
}
