import { readWallTime, toWallTime } from "@foyer/contract/wall-time";
import { clockIn, dayIn } from "../shared/times";

/** Which of two hours is meant when clocks go back; empty if not chosen. */
export type HourChoice = "" | "first" | "second";

/** A start as typed: local date and time in a zone. */
export type TypedStart = { wallTime: string; timeZone: string; hour: HourChoice };

type ReadStart = { ok: true; moment: Date } | { ok: false; words: string };

/** The instant of a typed start, or its error. */
export function readStart({ wallTime, timeZone, hour }: TypedStart): ReadStart {
  const reading = readWallTime(wallTime, timeZone);
  switch (reading.kind) {
    case "unreadable":
      return { ok: false, words: "Choose a date and a time." };
    case "once":
      return { ok: true, moment: reading.moment };
    case "twice": {
      const [first, second] = reading.moments;
      if (hour !== "") return { ok: true, moment: hour === "first" ? first : second };
      return {
        ok: false,
        words: `The clocks go back that night, so ${clockOf(wallTime)} comes twice. Choose which one you mean.`,
      };
    }
    case "never": {
      const [before, after] = reading.nearest.map((moment) => nearWords(moment, timeZone, wallTime));
      return {
        ok: false,
        words: `The clocks go forward then, so there is no ${clockOf(wallTime)}. The nearest times are ${before} and ${after}.`,
      };
    }
  }
}

/** An instant as the field shows it. */
export function typedStart(moment: Date, timeZone: string): TypedStart {
  const wallTime = toWallTime(moment, timeZone);
  const reading = readWallTime(wallTime, timeZone);
  if (reading.kind !== "twice") return { wallTime, timeZone, hour: "" };
  return { wallTime, timeZone, hour: moment < reading.moments[1] ? "first" : "second" };
}

/** @example clockOf("2027-03-28T02:30") // "02:30" */
export function clockOf(wallTime: string): string {
  return wallTime.slice(11, 16);
}

/** A time near the typed one, with its day if it differs. */
export function nearWords(moment: Date, timeZone: string, wallTime: string): string {
  const clock = clockIn(moment, timeZone);
  const isSameDay = toWallTime(moment, timeZone).slice(0, 10) === wallTime.slice(0, 10);
  return isSameDay ? clock : `${dayIn(moment, timeZone)}, ${clock}`;
}
