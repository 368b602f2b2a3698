import {
  LONGEST_PASSWORD as LONGEST,
  opaquePassword,
  SHORTEST_PASSWORD as SHORTEST,
} from "@foyer/contract/password";

/** The strength of a password in four steps, and its description. */
export type PasswordStrength = { steps: 0 | 1 | 2 | 3 | 4; words: string };

/**
 * Rates a password while it is typed, mostly by its length without repetitions. The server decides: it also knows
 * the common ones.
 */
export function passwordStrength(password: string): PasswordStrength {
  const typed = opaquePassword(password);
  if (typed === "")
    return { steps: 0, words: `${SHORTEST} characters at least. Three or four words do well.` };
  if (typed.length < SHORTEST) return { steps: 1, words: `Too short: ${SHORTEST} characters at least` };
  if (typed.length > LONGEST) return { steps: 1, words: `Too long: ${LONGEST} characters at most` };
  const length = unguessableLength(typed);
  if (length < SHORTEST) return { steps: 1, words: "Easily guessed: it repeats or counts up" };
  if (length < 12) return { steps: 2, words: "Fair. A longer one is stronger" };
  if (length < 16) return { steps: 3, words: "Good" };
  return { steps: 4, words: "Strong" };
}

/** The length without characters that follow from the previous ones: "aaaa", "1234", "abcabc". */
function unguessableLength(typed: string): number {
  const unit = /^(.+?)\1+$/u.exec(typed)?.[1] ?? typed;
  let length = 0;
  let lastStep: number | undefined;
  for (let index = 0; index < unit.length; index++) {
    const step = index === 0 ? undefined : unit.charCodeAt(index) - unit.charCodeAt(index - 1);
    const replacesEntry = step !== undefined && step === lastStep && Math.abs(step) <= 1;
    length += replacesEntry ? 0.25 : 1;
    lastStep = step;
  }
  return length;
}
