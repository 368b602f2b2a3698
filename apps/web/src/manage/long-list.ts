/** A long searchable list. The list itself scrolls: keyboards cannot scroll a wrapper around it. */
export const LONG_LIST = {
  searchable: true,
  allowDeselect: false,
  limit: 60,
  withScrollArea: false,
  styles: { options: { maxHeight: 256, overflowY: "auto" } },
} as const;
