/** The error message for a reason that the user has to give; null if there is no error. */
export function reasonWords(reason: string, wrong: string | null): string | null {
  return wrong !== null && reason.trim() === "" ? "Say why in a few words." : wrong;
}
