import type { CsvSeparator } from "@foyer/contract/csv-format";
import { Group, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { commaIsDecimal, csvAddress } from "./csv-address";
import { DownloadLink } from "./download-link";

const KEPT_AS = "foyer.csv-separator";

type CsvDownloadProps = {
  /** The URL of the file without parameters: comma-separated and unfiltered. */
  href: string;
  /** Query parameters; undefined ones are left out. */
  filters?: Readonly<Record<string, string | undefined>>;
};

/**
 * Downloads a table as CSV. Excel expects semicolons in locales with decimal commas, and misreads other files
 * silently.
 */
export function CsvDownload({ href, filters = {} }: CsvDownloadProps) {
  const [separator, setSeparator] = useState(keptSeparator);
  const choose = (chosen: CsvSeparator) => {
    setSeparator(chosen);
    // Without storage the choice lasts until the page is left.
    try {
      localStorage.setItem(KEPT_AS, chosen);
    } catch {}
  };
  return (
    <Group gap="xs">
      <NativeSelect
        aria-label="Cells of the CSV file are separated by"
        size="sm"
        data={[
          { value: "comma", label: "Commas (12.50)" },
          { value: "semicolon", label: "Semicolons (12,50)" },
        ]}
        value={separator}
        onChange={({ currentTarget }) => choose(currentTarget.value === "semicolon" ? "semicolon" : "comma")}
      />
      <DownloadLink href={csvAddress(href, { ...filters, separator })}>Download CSV</DownloadLink>
    </Group>
  );
}

function keptSeparator(): CsvSeparator {
  const usual = commaIsDecimal(navigator.language) ? "semicolon" : "comma";
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return kept === "semicolon" || kept === "comma" ? kept : usual;
  } catch {
    return usual;
  }
}
