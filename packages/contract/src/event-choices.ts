import { z } from "zod";

/** What lists of events can be asked for by name. Apart from `event.ts`, because every page's address reads them. */

export const eventSort = z.enum(["date", "price", "name"]);
export const sortOrder = z.enum(["asc", "desc"]);
export type EventSort = z.infer<typeof eventSort>;
export type SortOrder = z.infer<typeof sortOrder>;

/** Which of one's own events are listed. */
export const mineWhen = z.enum(["upcoming", "past", "all"]);
