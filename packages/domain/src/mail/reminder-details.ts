import { DAY_MS } from "@foyer/contract/time";
import { z } from "zod";

/** How long before the start reminders are sent. Later bookings get none. */
export const REMINDED_BEFORE_MS = DAY_MS;

/** The start that a reminder is for. */
export const reminderDetails = z.object({ dateTime: z.iso.datetime() });
