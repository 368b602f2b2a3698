const LIST = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** @example listWords(["Adult", "Child", "Balcony"]) // "Adult, Child and Balcony" */
export function listWords(words: readonly string[]): string {
  return LIST.format(words);
}
