import type { CsvSeparator } from "@foyer/contract/csv-format";
import { Group, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { commaIsDecimal, csvAddress } from "./csv-address";
import { DownloadLink } from "./download-link";

const KEPT_AS = "foyer.csv-separator";

type CsvDownloadProps = {
  /** The address of the file, with commas and everything in it. */
  href: string;
  /** What of it is wanted; undefined takes no part. */
  filters?: Readonly<Record<string, string | undefined>>;
};

/** A table as a file. Excel wants semicolons wherever the comma is the decimal sign, and says nothing if it gets none. */
export function CsvDownload({ href, filters = {} }: CsvDownloadProps) {
  const [separator, setSeparator] = useState(keptSeparator);
  const choose = (chosen: CsvSeparator) => {
    setSeparator(chosen);
    // Where nothing can be kept, the choice holds until the page is left.
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
