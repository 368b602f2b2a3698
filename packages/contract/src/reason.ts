import { line } from "./text.js";

export const MAX_REASON_LENGTH = 500;

/** Why somebody did something, in their own words. */
export const reason = line(1, MAX_REASON_LENGTH);
