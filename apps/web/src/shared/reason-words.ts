/** What is wrong with a reason somebody is to give; null while nothing is. */
export function reasonWords(reason: string, wrong: string | null): string | null {
  return wrong !== null && reason.trim() === "" ? "Say why in a few words." : wrong;
}
