import type { Mail } from "../outbox/mail.js";
import { greeting, link, type Recipient } from "./account-mails.js";

/** The mail that signs in, by a link or a code. */
export function signInMail(
  publicUrl: string,
  user: Recipient,
  { token, code }: { readonly token: string; readonly code: string },
): Mail {
  return {
    to: user.email,
    subject: "Sign in to Foyer",
    text: `${greeting(user)}

sign in with this link:

${link(publicUrl, "/sign-in-link", token)}

Or type this code where you asked for it:

${code}

Both work once, for 15 minutes. If it was not you, ignore this message, and give the code to nobody.
`,
  };
}

/** The mail with the code that deletes an account. */
export function deletionCodeMail(user: Recipient, code: string): Mail {
  return {
    to: user.email,
    subject: "Code to delete your account",
    text: `${greeting(user)}

somebody who is signed in to your Foyer account asks to delete it. With this code it is deleted for good:

${code}

It works once, for 15 minutes. If it was not you, give it to nobody, and sign out your other devices.
`,
  };
}

/** Tells the former owner of an account that it is deleted. */
export function accountDeletedMail(user: Recipient): Mail {
  return {
    to: user.email,
    subject: "Your account is deleted",
    text: `${greeting(user)}

your Foyer account was just deleted. Tickets that you have booked stay valid: keep the mails with them, because no
others will come.
`,
  };
}
