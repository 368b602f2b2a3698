/**
 * The cell separators of a CSV file. Files with semicolons use decimal commas, as Excel expects in such locales.
 */
export const CSV_SEPARATORS = ["comma", "semicolon"] as const;
export type CsvSeparator = (typeof CSV_SEPARATORS)[number];
