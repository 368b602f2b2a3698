/**
 * In UTF-16 code units. Whatever Foyer shows can be searched for as it stands: the longest are venues, whose marks
 * somebody's program may have taken apart, and email addresses.
 */
export const MAX_SEARCH_LENGTH = 1_024;
