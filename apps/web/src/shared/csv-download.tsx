import type { CsvSeparator } from "@foyer/contract/csv-format";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
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
    <Button.Group>
      <DownloadLink href={csvAddress(href, { ...filters, separator })}>Download CSV</DownloadLink>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="sm" px={6} aria-label="How the CSV file is written">
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>How the CSV file is written</Menu.Label>
          <Menu.RadioGroup
            value={separator}
            onChange={(chosen) => choose(chosen === "semicolon" ? "semicolon" : "comma")}
          >
            <Menu.RadioItem value="comma">Commas between cells, and 12.50</Menu.RadioItem>
            <Menu.RadioItem value="semicolon">Semicolons between cells, and 12,50</Menu.RadioItem>
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
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
