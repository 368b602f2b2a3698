import type { ErrorCode } from "@foyer/contract/error-codes";
import type { Scan } from "./scan";
import type { LinkState } from "./scan-sender";
import { isWaiting } from "./verdict";

/** What a result sounds like: one for each thing that its hearer does next. */
export type Cue = "admitted" | "used" | "invalid" | "elsewhere" | "cancelled" | "queued";

/** A tone; times in milliseconds from the cue's beginning, frequency in hertz. */
type Note = {
  at: number;
  lasts: number;
  frequency: number;
  wave: OscillatorType;
};

type CueSigns = {
  notes: readonly Note[];
  /** Milliseconds of vibration and of pause, in turn. */
  vibration: readonly number[];
};

/** Told apart by rhythm and direction, not by pitch alone: small loudspeakers leave out what is low. */
export const CUES: Record<Cue, CueSigns> = {
  // Up: come in.
  admitted: { notes: melody("sine", [660, 90], [990, 160]), vibration: [80] },
  // Twice the same: again.
  used: { notes: melody("square", [440, 110], [0, 70], [440, 110]), vibration: [120, 80, 120] },
  // One long buzz.
  invalid: { notes: melody("sawtooth", [220, 450]), vibration: [450] },
  // Down in three steps: not here.
  elsewhere: {
    notes: melody("triangle", [660, 110], [520, 110], [390, 160]),
    vibration: [60, 60, 60, 60, 60],
  },
  // Two long ones, downwards.
  cancelled: { notes: melody("sawtooth", [330, 220], [0, 60], [220, 260]), vibration: [250, 100, 250] },
  // A tick.
  queued: { notes: melody("sine", [523, 70]), vibration: [30] },
};

/** Notes one after the other as frequency and length; a frequency of 0 is a pause. */
function melody(wave: OscillatorType, ...steps: readonly (readonly [number, number])[]): Note[] {
  let at = 0;
  return steps.flatMap(([frequency, lasts]) => {
    const note = { at, lasts, frequency, wave };
    at += lasts;
    return frequency === 0 ? [] : [note];
  });
}

const CUES_OF_REFUSALS: Partial<Record<ErrorCode, Cue>> = {
  ALREADY_CHECKED_IN: "used",
  TICKET_OF_ANOTHER_EVENT: "elsewhere",
  TICKET_CANCELLED: "cancelled",
  EVENT_CANCELLED: "cancelled",
};

/** The cue of a ticket that is refused. */
export function cueOfRefusal(reason: ErrorCode): Cue {
  return CUES_OF_REFUSALS[reason] ?? "invalid";
}

/** The cue of a scan as it stands; undefined while it is checked, and once it was taken back. */
export function cueOf(scan: Scan, circumstances: { link: LinkState; now: Date }): Cue | undefined {
  const { outcome, undo } = scan;
  if (undo !== null) return undefined;
  switch (outcome.kind) {
    case "admitted":
      return "admitted";
    case "refused":
      return cueOfRefusal(outcome.refusal.reason);
    case "held":
      return isWaiting(scan, circumstances) ? "queued" : undefined;
  }
}

/** What was heard last: of which scan, and which cue. */
export type Heard = { scanId: string; cue: Cue };

/**
 * Whether a cue is news to who heard the last one. That a queued ticket was admitted afterwards is not: its holder is
 * inside; that it was refused is.
 */
export function isNews(heard: Heard | undefined, { scanId, cue }: Heard): boolean {
  if (heard?.scanId !== scanId) return true;
  return heard.cue !== cue && !(heard.cue === "queued" && cue === "admitted");
}
