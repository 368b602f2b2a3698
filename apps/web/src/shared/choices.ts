import { CURRENCIES } from "@foyer/contract/currencies";

/** All currencies as options: "EUR, Euro". */
export function currencyChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return CURRENCIES.map((code) => {
    const name = names.of(code);
    // Not every browser has a name for each.
    return { value: code, label: name === undefined || name === code ? code : `${code}, ${name}` };
  });
}
