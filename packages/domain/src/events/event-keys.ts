import { FOLD_VERSION } from "@foyer/contract/fold-text";
import { searchWordsOf } from "./event-words.js";
import { nameKey } from "./name-key.js";

/** The stored sort and search keys of an event. Written whenever one of its texts changes. */
export function eventKeys(event: Parameters<typeof searchWordsOf>[0]) {
  return { nameKey: nameKey(event.name), searchWords: searchWordsOf(event), foldVersion: FOLD_VERSION };
}
