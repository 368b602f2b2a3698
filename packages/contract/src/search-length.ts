/**
 * In UTF-16 code units. Long enough to search for any displayed text: the longest are email addresses, and venues
 * in NFD.
 */
export const MAX_SEARCH_LENGTH = 1_024;
