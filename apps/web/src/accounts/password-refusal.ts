import { reasonOfError, wordsForError } from "../api/error-words";
import { serverFieldErrors } from "../shared/server-issues";

/** Why a new password was refused, beside the field it concerns; empty where no field is to blame. */
export function passwordRefusal(error: unknown): Record<string, string> {
  switch (reasonOfError(error)) {
    case "PASSWORD_TOO_COMMON":
      return { newPassword: wordsForError(error) };
    case "INVALID_CREDENTIALS":
      return { currentPassword: "This is not your current password. Type it again." };
    default:
      return serverFieldErrors(error);
  }
}
