import { knownZone } from "@foyer/contract/zone";
import { canonicalZone, otherZoneNames, ZONE_NAMES } from "@foyer/contract/zone-names";
import type { ComboboxItem, OptionsFilter } from "@mantine/core";
import { browserZone } from "../shared/times";

/**
 * All zones that this browser supports, by their current names: the browser's own first, then the chosen one,
 * which is listed even if unsupported.
 */
export function timeZoneChoices(chosen: string): ComboboxItem[] {
  const ofBrowser = Intl.supportedValuesOf("timeZone").map((name) => canonicalZone(name) ?? name);
  const names = [canonicalZone(browserZone()) ?? "UTC", chosen, ...ZONE_NAMES, ...ofBrowser];
  return [...new Set(names)]
    .filter((name) => name === chosen || knownZone(name) !== undefined)
    .map((name) => ({ value: name, label: zoneLabel(name) }));
}

/** @example zoneLabel("Etc/GMT+5") // "UTC-5" */
function zoneLabel(name: string): string {
  const fixed = /^Etc\/GMT([+-])(\d+)$/.exec(name);
  return fixed ? `UTC${fixed[1] === "+" ? "-" : "+"}${fixed[2]}` : name.replaceAll("_", " ");
}

/** Finds zones by any of their names, ignoring accents: Calcutta finds Kolkata. */
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

/** Zone names have no accents and use underscores; users type São Paulo. */
function folded(text: unknown): string {
  return String(text)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
