import { CUES, type Cue } from "./cue";

/** The parts of an audio context in use. */
export type CueAudio = Pick<
  AudioContext,
  "state" | "currentTime" | "destination" | "createGain" | "createOscillator" | "resume" | "close"
>;

/** What a player plays on; tests bring their own. */
export type CueDevice = {
  /** Undefined where there is no audio. */
  openAudio: () => CueAudio | undefined;
  vibrate: (pattern: readonly number[]) => void;
  now: () => number;
};

export type CuePlayer = {
  /** To be called in a user's gesture, without which browsers are silent. */
  unlock(): void;
  /** Plays a cue in place of the one before. Silent before the first gesture. */
  play(cue: Cue): void;
  close(): void;
};

/** Not later than this, since it would be taken for the next ticket's. */
const STALE_AFTER_MS = 400;
const LOUDNESS = 0.35;
/** The time of rising and falling, without which tones click. */
const EDGE_SECONDS = 0.008;

export function createCuePlayer({ openAudio, vibrate, now }: CueDevice): CuePlayer {
  let audio: CueAudio | undefined;
  let stopLast = () => {};

  return {
    unlock() {
      audio ??= openAudio();
      if (audio !== undefined && audio.state !== "running") void audio.resume().catch(() => {});
    },
    play(cue) {
      vibrate(CUES[cue].vibration);
      const context = audio;
      if (context === undefined) return;
      stopLast();
      if (context.state === "running") {
        stopLast = sound(context, cue);
        return;
      }
      // Suspended by the browser, such as after a call. It resumes in a moment, or not before the next gesture.
      const asked = now();
      let isReplaced = false;
      stopLast = () => {
        isReplaced = true;
      };
      const begin = () => {
        if (!isReplaced && now() - asked < STALE_AFTER_MS) stopLast = sound(context, cue);
      };
      void context.resume().then(begin, () => {});
    },
    close() {
      void audio?.close().catch(() => {});
      audio = undefined;
    },
  };
}

/** Starts the tones of a cue; returns a function that ends them. */
function sound(context: CueAudio, cue: Cue): () => void {
  const start = context.currentTime;
  const all = context.createGain();
  all.connect(context.destination);
  for (const { at, lasts, frequency, wave } of CUES[cue].notes) {
    const begin = start + at / 1_000;
    const end = begin + lasts / 1_000;
    const loudness = context.createGain();
    // Waves with overtones are louder at the same height.
    const peak = wave === "sine" || wave === "triangle" ? LOUDNESS : LOUDNESS / 3;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(peak, begin + EDGE_SECONDS);
    loudness.gain.setValueAtTime(peak, end - EDGE_SECONDS);
    loudness.gain.linearRampToValueAtTime(0, end);
    loudness.connect(all);
    const tone = context.createOscillator();
    tone.type = wave;
    tone.frequency.setValueAtTime(frequency, begin);
    tone.connect(loudness);
    tone.start(begin);
    tone.stop(end);
  }
  return () => all.disconnect();
}

/** The loudspeaker and the motor of this device. */
export const thisDevice: CueDevice = {
  openAudio() {
    try {
      return typeof AudioContext === "undefined" ? undefined : new AudioContext();
    } catch {
      // A browser allows a few only, or there is no sound device.
      return undefined;
    }
  },
  vibrate(pattern) {
    // Before the first gesture browsers refuse it, with an error in the console.
    if (navigator.userActivation?.hasBeenActive === false) return;
    navigator.vibrate?.([...pattern]);
  },
  now: () => performance.now(),
};
