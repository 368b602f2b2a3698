import { FOLD_VERSION } from "@foyer/contract/fold-text";

/** The values of `foldVersion` of documents whose keys have to be computed again; null is a missing version. */
export function olderFoldVersions(): (number | null)[] {
  return [null, ...Array.from({ length: FOLD_VERSION - 1 }, (_, index) => index + 1)];
}
