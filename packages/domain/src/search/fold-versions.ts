import { FOLD_VERSION } from "@foyer/contract/fold-text";

/** What `foldVersion` says of a document whose stored keys have to be made again; null where it says nothing. */
export function olderFoldVersions(): (number | null)[] {
  return [null, ...Array.from({ length: FOLD_VERSION - 1 }, (_, index) => index + 1)];
}
