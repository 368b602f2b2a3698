import { FOLD_VERSION } from "@foyer/contract/fold-text";
import { searchWordsOf } from "./event-words.js";
import { nameKey } from "./name-key.js";

/** What is stored beside an event's words so that it can be sorted and found. Written whenever one of them changes. */
export function eventKeys(event: Parameters<typeof searchWordsOf>[0]) {
  return { nameKey: nameKey(event.name), searchWords: searchWordsOf(event), foldVersion: FOLD_VERSION };
}
