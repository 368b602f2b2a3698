import type { Credentials } from "../sessions/open-session.js";
import type { UserAnswer } from "./account-view.js";

/** Somebody who has just signed in, and the credentials they got for it. */
export interface SignedInAccount {
  readonly user: UserAnswer;
  readonly credentials: Credentials;
  /** What the device keeps to be recognized by when it signs in again (`known-device.ts`). */
  readonly deviceToken: string;
}
