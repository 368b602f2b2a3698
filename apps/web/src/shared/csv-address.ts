/** Whether a language uses decimal commas: 12,50. */
export function commaIsDecimal(language: string): boolean {
  try {
    return new Intl.NumberFormat(language)
      .formatToParts(1.5)
      .some(({ type, value }) => type === "decimal" && value === ",");
  } catch {
    // Not a language tag that this browser knows.
    return false;
  }
}

/** The URL of a file with parameters. */
export function csvAddress(href: string, wanted: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, value);
  return `${href}?${query.toString()}`;
}
