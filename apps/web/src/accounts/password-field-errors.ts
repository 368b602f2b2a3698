import { errorCodeOf, errorMessage } from "../api/error-message";
import { serverFieldErrors } from "../shared/server-issues";

/** The field errors of a rejected new password; empty if no field is to blame. */
export function passwordFieldErrors(error: unknown): Record<string, string> {
  switch (errorCodeOf(error)) {
    case "PASSWORD_TOO_COMMON":
      return { newPassword: errorMessage(error) };
    case "INVALID_CREDENTIALS":
      return { currentPassword: "This is not your current password. Type it again." };
    default:
      return serverFieldErrors(error);
  }
}
