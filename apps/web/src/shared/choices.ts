import { readerZone } from "./times";

/** Every IANA zone this browser knows, the reader's own among them even where it goes by an old name. */
export function timeZoneChoices(chosen: string): { value: string; label: string }[] {
  const zones = new Set([readerZone(), chosen, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

/** Every currency, by code and name: "EUR, Euro". */
export function currencyChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => ({
    value: code,
    label: `${code}, ${names.of(code) ?? code}`,
  }));
}
