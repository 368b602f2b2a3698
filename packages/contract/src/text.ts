import { z } from "zod";

/** No control characters, and no halves of surrogate pairs, which neither people nor databases can read. */
const SHOWABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const SHOWABLE_LINES = /^(?:[^\p{Cc}\p{Cs}]|\n|\t)*$/u;

/** One line of text for people: trimmed, inner white space folded, no control characters. */
export function line(minLength: number, maxLength: number) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z.string().min(minLength).max(maxLength).regex(SHOWABLE, "This has characters that cannot be shown."),
    );
}

/** Several lines of text for people: trimmed, line breaks kept, no other control characters. */
export function prose(minLength: number, maxLength: number) {
  return z
    .string()
    .max(maxLength * 2)
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .min(minLength)
        .max(maxLength)
        .regex(SHOWABLE_LINES, "This has characters that cannot be shown."),
    );
}

/** Text that is looked for and not kept: up to so many characters, none of them unreadable. */
export function searchText(maxLength: number) {
  return z.string().max(maxLength).regex(SHOWABLE, "This has characters that cannot be searched for.");
}
