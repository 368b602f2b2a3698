/**
 * Display of time zones, and which of them this engine supports. Small, because every page loads it; the full
 * list of names is in `zone-names.ts`.
 */

/** Shown instead of a zone that this engine does not know under any name. */
export const FALLBACK_ZONE = "UTC";

/**
 * Renamed zones, the current name first. Engines with old zone data know only the second, and some engines return
 * the second although they know both.
 */
export const RENAMED_ZONES = [
  ["Africa/Asmara", "Africa/Asmera"],
  ["America/Argentina/Buenos_Aires", "America/Buenos_Aires"],
  ["America/Argentina/Catamarca", "America/Catamarca"],
  ["America/Argentina/Cordoba", "America/Cordoba"],
  ["America/Argentina/Jujuy", "America/Jujuy"],
  ["America/Argentina/Mendoza", "America/Mendoza"],
  ["America/Atikokan", "America/Coral_Harbour"],
  ["America/Indiana/Indianapolis", "America/Indianapolis"],
  ["America/Kentucky/Louisville", "America/Louisville"],
  ["America/Nuuk", "America/Godthab"],
  ["Asia/Ho_Chi_Minh", "Asia/Saigon"],
  ["Asia/Kathmandu", "Asia/Katmandu"],
  ["Asia/Kolkata", "Asia/Calcutta"],
  ["Asia/Yangon", "Asia/Rangoon"],
  ["Atlantic/Faroe", "Atlantic/Faeroe"],
  ["Europe/Kyiv", "Europe/Kiev"],
  ["Pacific/Chuuk", "Pacific/Truk"],
  ["Pacific/Kanton", "Pacific/Enderbury"],
  ["Pacific/Pohnpei", "Pacific/Ponape"],
] as const;

const OLD_NAME = new Map<string, string>(RENAMED_ZONES);
const NEW_NAME = new Map<string, string>(RENAMED_ZONES.map(([today, old]) => [old, today]));

/** Bounds the caches, since callers can send any name. */
const MAX_CACHED = 1_000;

const offsetFormats = new Map<string, Intl.DateTimeFormat | null>();

/** A formatter for the UTC offset of a zone; null if this engine does not know the name. */
function offsetFormat(name: string): Intl.DateTimeFormat | null {
  const remembered = offsetFormats.get(name);
  if (remembered !== undefined) return remembered;
  const format = isZoneName(name) ? makeOffsetFormat(name) : null;
  if (offsetFormats.size >= MAX_CACHED) offsetFormats.clear();
  offsetFormats.set(name, format);
  return format;
}

/** `Intl` accepts offsets such as "+02:00" as zones; they are not zone names. */
function isZoneName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name);
}

function makeOffsetFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

/**
 * The name under which this engine knows a zone, so that formatting with it never throws.
 *
 * @returns undefined if it knows neither the name nor another one for the same zone
 */
export function knownZone(name: string): string | undefined {
  const candidates = [name, OLD_NAME.get(name), NEW_NAME.get(name)];
  return candidates.find((candidate) => candidate !== undefined && offsetFormat(candidate) !== null);
}

/** The same, or UTC. Show a time in it together with {@link zonePlace}, which then says UTC. */
export function usableZone(name: string): string {
  return knownZone(name) ?? FALLBACK_ZONE;
}

/**
 * A zone by its current place name; UTC for one that this engine does not know, because that is what its times
 * are then shown in. `Etc/GMT+5`, whose sign is inverted, is UTC-5.
 *
 * @example zonePlace("Asia/Calcutta") // "Kolkata time"
 */
export function zonePlace(name: string): string {
  const known = knownZone(name);
  if (known === undefined) return FALLBACK_ZONE;
  const fixed = /^Etc\/GMT([+-])(\d{1,2})$/i.exec(known);
  if (fixed?.[2] !== undefined && Number(fixed[2]) > 0) {
    return `UTC${fixed[1] === "+" ? "-" : "+"}${Number(fixed[2])}`;
  }
  if (!known.includes("/") || /^etc\//i.test(known)) return unplacedName(known);
  const place = (NEW_NAME.get(known) ?? known).split("/").at(-1)?.replaceAll("_", " ") ?? known;
  return `${place} time`;
}

function unplacedName(known: string): string {
  return /^(etc\/)?(utc|gmt[+-]?0?|uct|zulu|universal|greenwich)$/i.test(known) ? "UTC" : `${known} time`;
}

/**
 * Minutes that a zone is ahead of UTC at an instant. Whole minutes: only local mean time, before standard time,
 * had seconds.
 */
export function zoneOffset(moment: Date, name: string): number {
  const format = offsetFormat(usableZone(name));
  const text = format?.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = "0"] = match;
  const ahead = Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
  return sign === "-" ? -ahead : ahead;
}

/** @example offsetWords(date, "Asia/Kolkata") // "UTC+5:30" */
export function offsetWords(moment: Date, name: string): string {
  const minutes = Math.round(zoneOffset(moment, name));
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const clock = rest === 0 ? String(hours) : `${hours}:${String(rest).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "-" : "+"}${clock}`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Whether an instant's local time occurs twice, because clocks go back: then it has to be shown with its offset.
 */
export function comesTwice(moment: Date, name: string): boolean {
  const offset = zoneOffset(moment, name);
  return [-DAY_MS, DAY_MS].some((distance) => {
    const other = zoneOffset(new Date(moment.getTime() + distance), name);
    const twin = new Date(moment.getTime() + (offset - other) * MINUTE_MS);
    return other !== offset && zoneOffset(twin, name) === other;
  });
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a zone. @example dayKey(date, "Asia/Tokyo") // "2027-05-14" */
export function dayKey(moment: Date, name: string): string {
  const timeZone = usableZone(name);
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    if (dayFormats.size >= MAX_CACHED) dayFormats.clear();
    dayFormats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
}
