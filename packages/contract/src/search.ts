import { MAX_SEARCH_LENGTH } from "./search-length.js";
import { searchText } from "./text.js";

/** Search text as entered by a user. */
export const search = searchText(MAX_SEARCH_LENGTH);
