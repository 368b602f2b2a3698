import { CURRENCIES } from "@foyer/contract/currencies";
import { readerZone } from "./times";

/** Every IANA zone this browser knows, the reader's own among them even where it goes by an old name. */
export function timeZoneChoices(chosen: string): { value: string; label: string }[] {
  const zones = new Set([readerZone(), chosen, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

/** Every currency, by code and name: "EUR, Euro". */
export function currencyChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return CURRENCIES.map((code) => {
    const name = names.of(code);
    // Not every browser has a name for each.
    return { value: code, label: name === undefined || name === code ? code : `${code}, ${name}` };
  });
}
