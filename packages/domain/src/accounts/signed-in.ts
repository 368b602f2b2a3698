import type { Credentials } from "../sessions/credentials.js";
import type { UserAnswer } from "./account-view.js";

/** A signed-in user with the session's credentials. */
export interface SignedInAccount {
  readonly user: UserAnswer;
  readonly credentials: Credentials;
  /** Identifies the device at its next sign-in (`known-device.ts`). */
  readonly deviceToken: string;
}
