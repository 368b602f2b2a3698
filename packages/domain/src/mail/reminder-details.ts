import { DAY_MS } from "@foyer/contract/time";
import { z } from "zod";

/** How long before the start people are reminded. Whoever books later than that remembers by themselves. */
export const REMINDED_BEFORE_MS = DAY_MS;

/** Which start a reminder is of. */
export const reminderDetails = z.object({ dateTime: z.iso.datetime() });
