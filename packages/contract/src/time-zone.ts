import { z } from "zod";
import { canonicalZone } from "./zone-names.js";

/**
 * An IANA time zone such as `Europe/Berlin`, in any case and by any of its names; parsed into its canonical form.
 * Only for display (domain rules, Money and time).
 */
export const timeZone = z
  .string()
  .max(64)
  .transform((name, context) => {
    const canonical = canonicalZone(name);
    if (canonical !== undefined) return canonical;
    context.addIssue("This is not a time zone.");
    return z.NEVER;
  });
