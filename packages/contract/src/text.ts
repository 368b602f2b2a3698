import { z } from "zod";

/** One line of text for people: trimmed, inner white space folded, no control characters. */
export function line(minLength: number, maxLength: number) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(minLength)
        .max(maxLength)
        .regex(/^\P{Cc}*$/u, "This has characters that cannot be shown."),
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
        .regex(/^(?:\P{Cc}|\n|\t)*$/u, "This has characters that cannot be shown."),
    );
}
