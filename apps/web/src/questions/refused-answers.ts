import { serverFieldErrors } from "../shared/server-issues";

/**
 * The server's messages about answers, by the fields that they were entered in.
 *
 * @param sent the answers in the order in which they were sent
 */
export function refusedAnswers(
  error: unknown,
  sent: readonly { readonly field: string }[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(serverFieldErrors(error)).flatMap(([path, message]) => {
      const [list, index] = path.split(".");
      const field = list === "answers" ? sent[Number(index)]?.field : undefined;
      return field === undefined ? [] : [[field, message]];
    }),
  );
}
