import type { Mail } from "./mail.js";

interface Recipient {
  readonly email: string;
  readonly name: string;
}

/**
 * Asks a new user to prove that the address is theirs. Says nothing that they chose themselves: until it is
 * proved, the address may be anybody's.
 */
export function verificationMail(publicUrl: string, email: string, token: string): Mail {
  return {
    to: email,
    subject: "Confirm your email address",
    text: `Hello,

please confirm that this address is yours:

${link(publicUrl, "/verify-email", token)}

The link works for 24 hours. If you have not signed up at Foyer, ignore this message.
`,
  };
}

/** Lets somebody who forgot their password set a new one. */
export function resetMail(publicUrl: string, user: Recipient, token: string): Mail {
  return {
    to: user.email,
    subject: "Set a new password",
    text: `Hello ${user.name},

somebody asked for a new password for your Foyer account. Set it here:

${link(publicUrl, "/reset-password", token)}

The link works once, for 30 minutes. If it was not you, ignore this message: your password stays as it is.
`,
  };
}

/** Tells somebody that their password is a new one now. */
export function passwordChangedMail(user: Recipient): Mail {
  return {
    to: user.email,
    subject: "Your password was changed",
    text: `Hello ${user.name},

the password of your Foyer account was just changed, and your other devices were signed out.

If it was not you, set a new password at once with "Forgot your password?" on the sign-in page.
`,
  };
}

/** The token goes behind the #, which browsers keep to themselves: no log and no referrer has it. */
function link(publicUrl: string, path: string, token: string): string {
  return `${publicUrl}${path}#token=${token}`;
}
