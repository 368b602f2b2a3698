import { knownZone } from "@foyer/contract/zone";
import { canonicalZone, otherZoneNames, ZONE_NAMES } from "@foyer/contract/zone-names";
import type { ComboboxItem, OptionsFilter } from "@mantine/core";
import { readerZone } from "../shared/times";

/**
 * Every zone that this browser can tell the time in, by today's names: the reader's own first, then the chosen one,
 * which stands there even where the browser does not know it.
 */
export function timeZoneChoices(chosen: string): ComboboxItem[] {
  const ofBrowser = Intl.supportedValuesOf("timeZone").map((name) => canonicalZone(name) ?? name);
  const names = [canonicalZone(readerZone()) ?? "UTC", chosen, ...ZONE_NAMES, ...ofBrowser];
  return [...new Set(names)]
    .filter((name) => name === chosen || knownZone(name) !== undefined)
    .map((name) => ({ value: name, label: zoneLabel(name) }));
}

/** @example zoneLabel("Etc/GMT+5") // "UTC-5" */
function zoneLabel(name: string): string {
  const fixed = /^Etc\/GMT([+-])(\d+)$/.exec(name);
  return fixed ? `UTC${fixed[1] === "+" ? "-" : "+"}${fixed[2]}` : name.replaceAll("_", " ");
}

/** Finds zones by any of their names, with accents or without: Calcutta finds Kolkata. */
export const zonesFound: OptionsFilter = ({ options, search, limit }) => {
  const sought = folded(search);
  const found = options.filter(
    (option) =>
      "value" in option &&
      [option.label, option.value, ...otherZoneNames(String(option.value))].some((name) =>
        folded(name).includes(sought),
      ),
  );
  return found.slice(0, limit);
};

/** Zones are written without accents and with underscores; people write São Paulo. */
function folded(text: unknown): string {
  return String(text)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
