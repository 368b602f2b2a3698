import { knownZone } from "@foyer/contract/zone";
import { type HourChoice, readStart, typedStart } from "./start-time";

/** A local date and time that may be left out, as typed. */
export type TypedTime = { wallTime: string; hour: HourChoice };

export const NO_TIME: TypedTime = { wallTime: "", hour: "" };

type ReadTime = { ok: true; moment: Date | null } | { ok: false; words: string };

/** An instant as its field shows it; empty if there is none. */
export function typedTime(moment: Date | null, timeZone: string): TypedTime {
  if (moment === null) return NO_TIME;
  const { wallTime, hour } = typedStart(moment, timeZone);
  return { wallTime, hour };
}

/**
 * The instant of a typed time; null if the field is empty.
 *
 * @param kept what the field showed at first: it stays as it is, to the millisecond, while the text says the same
 */
export function readOptionalTime(
  typed: TypedTime,
  timeZone: string,
  kept?: { readonly moment: Date | null; readonly timeZone: string },
): ReadTime {
  if (typed.wallTime === "") return { ok: true, moment: null };
  if (kept !== undefined && kept.moment !== null && kept.timeZone === timeZone) {
    const shown = typedTime(kept.moment, timeZone);
    if (shown.wallTime === typed.wallTime && shown.hour === typed.hour) {
      return { ok: true, moment: kept.moment };
    }
  }
  if (knownZone(timeZone) === undefined) {
    return {
      ok: false,
      words: "This browser does not know the zone of the event. Choose another one first.",
    };
  }
  return readStart({ ...typed, timeZone });
}
