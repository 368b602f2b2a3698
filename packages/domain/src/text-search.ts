/** The most words of a search that are looked for; what follows is ignored. */
const MAX_WORDS = 8;

/** A condition "contains this word, in any case" for each word of a search. */
export function containing(search: string | undefined) {
  const words = (search ?? "").split(/\s+/).filter((word) => word !== "");
  return words
    .slice(0, MAX_WORDS)
    .map((word) => ({ contains: literally(word), mode: "insensitive" }) as const);
}

/** On MongoDB, Prisma puts what it is given into a regular expression as it is. */
function literally(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
