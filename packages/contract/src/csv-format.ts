/** What separates the cells of a CSV file. With semicolons, decimals have a comma: as Excel wants it where that is so. */
export const CSV_SEPARATORS = ["comma", "semicolon"] as const;
export type CsvSeparator = (typeof CSV_SEPARATORS)[number];
