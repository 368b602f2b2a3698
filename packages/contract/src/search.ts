import { MAX_SEARCH_LENGTH } from "./search-length.js";
import { searchText } from "./text.js";

/** What somebody types to find something. */
export const search = searchText(MAX_SEARCH_LENGTH);
