import { z } from "zod";

/**
 * The named choices of event lists. Apart from `event.ts`, because every page of the web app loads them to parse
 * its URL.
 */

export const eventSort = z.enum(["date", "price", "name"]);
export const sortOrder = z.enum(["asc", "desc"]);
export type EventSort = z.infer<typeof eventSort>;
export type SortOrder = z.infer<typeof sortOrder>;

/** Which of the caller's own events are listed; past are those that are over (domain rules, Event). */
export const mineWhen = z.enum(["upcoming", "past", "all"]);
