import { initialOf } from "../initial.js";
/** The look of a generated cover. It depends only on the event's name and category. */
export type Cover = { pattern: Pattern; palette: Palette; initial: string; seed: number };

const PATTERNS = [
  "rings",
  "drapes",
  "beams",
  "dots",
  "tiles",
  "hills",
  "blocks",
  "plates",
  "confetti",
  "lanes",
] as const;
export type Pattern = (typeof PATTERNS)[number];

/** Ground, three tones for the pattern from quiet to loud, and the colour of the initial. */
export type Palette = { ground: string; quiet: string; middle: string; loud: string; letter: string };

export const PALETTES: readonly [Palette, ...Palette[]] = [
  { ground: "#7a1529", quiet: "#94203a", middle: "#c9475b", loud: "#e9b872", letter: "#fbefe3" },
  { ground: "#c99c4b", quiet: "#d8b064", middle: "#8f6520", loud: "#7a1529", letter: "#2b1a0b" },
  { ground: "#1e2a44", quiet: "#2b3b5e", middle: "#5b76a8", loud: "#e9b872", letter: "#f6efe2" },
  { ground: "#1f3b33", quiet: "#2b5144", middle: "#6d9a7e", loud: "#e8c27a", letter: "#f4efe0" },
  { ground: "#3b1e3f", quiet: "#522b56", middle: "#9a6496", loud: "#f0a868", letter: "#faeee6" },
  { ground: "#a94a29", quiet: "#bf5e38", middle: "#e79a6b", loud: "#3a1a12", letter: "#fff3e6" },
  { ground: "#e6d7bd", quiet: "#d9c5a1", middle: "#b58a3c", loud: "#9f1d35", letter: "#3a2416" },
  { ground: "#1d4a54", quiet: "#285e69", middle: "#74a9a6", loud: "#f0c987", letter: "#f3f1e4" },
];

/** Common category words and the pattern for each; the first match wins. */
const PATTERN_WORDS: readonly (readonly [RegExp, Pattern])[] = [
  [/music|concert|jazz|choir|opera|gig|klassik/i, "rings"],
  [/theat|stage|drama|play|ballet|dance/i, "drapes"],
  [/film|cinema|movie|screen/i, "beams"],
  [/talk|tech|lectur|conference|science|reading|literatur|book/i, "dots"],
  [/workshop|class|craft|course|making/i, "tiles"],
  [/outdoor|nature|walk|hike|garden|tour/i, "hills"],
  [/art|exhibit|design|museum|photo/i, "blocks"],
  [/food|wine|dinner|drink|cook|market|tasting/i, "plates"],
  [/famil|kid|child|comedy|party|festival|community|circus/i, "confetti"],
  [/sport|run|race|match|football|fitness|yoga/i, "lanes"],
];

export function coverOf(event: { name: string; category: string }): Cover {
  const seed = hash(event.name);
  const patternByWord = PATTERN_WORDS.find(([word]) => word.test(event.category))?.[1];
  const categorySeed = hash(event.category.toLowerCase());
  return {
    pattern: patternByWord ?? PATTERNS[categorySeed % PATTERNS.length] ?? "rings",
    palette: PALETTES[(seed >>> 2) % PALETTES.length] ?? PALETTES[0],
    initial: initialOf(event.name.replace(/^(the|a|an)\s+/i, "")) ?? "·",
    seed,
  };
}

/** FNV-1a, cut to 31 bits so that it stays a positive number. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (value ^ (value >>> 15)) & 0x7fffffff;
}

/** A deterministic generator of numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
