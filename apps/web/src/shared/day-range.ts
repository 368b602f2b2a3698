const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A calendar day from the URL, "2027-03-12"; undefined for anything else. */
export function calendarDay(value: unknown): string | undefined {
  return typeof value === "string" && isDay(value) ? value : undefined;
}

/** Whether the day exists and is in the API's range: `Date.parse` reads 31 February as a day in March. */
function isDay(text: string): boolean {
  if (!DAY.test(text) || text < "1900-01-01" || text >= "2200-01-01") return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** @example dayRangeWords({ from: "2027-03-12", to: "2027-03-14" }) // "12 Mar – 14 Mar 2027" */
export function dayRangeWords(days: { from?: string | undefined; to?: string | undefined }): string {
  if (days.from && days.from === days.to) return dayWords(days.from, true);
  if (days.from && days.to) {
    const sameYear = days.from.slice(0, 4) === days.to.slice(0, 4);
    return `${dayWords(days.from, !sameYear)} – ${dayWords(days.to, true)}`;
  }
  if (days.from) return `From ${dayWords(days.from, true)}`;
  if (days.to) return `Until ${dayWords(days.to, true)}`;
  return "Any date";
}

function dayWords(day: string, withYear: boolean): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(withYear ? { year: "numeric" as const } : {}),
  }).format(new Date(`${day}T00:00:00Z`));
}
