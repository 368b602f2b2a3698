import type { Mail } from "../outbox/mail.js";
import { asText, typedName } from "../outbox/typed-words.js";

interface Recipient {
  readonly email: string;
  readonly name: string;
  /** When somebody proved that the address is theirs. Before that, it is not told what was typed with it. */
  readonly emailVerifiedAt: Date | null;
}

/**
 * Asks a new user to prove that the address is theirs. Says nothing that they chose themselves: until it is
 * proved, the address may be anybody's.
 */
export function verificationMail(email: string, proof: string): Mail {
  return {
    to: email,
    subject: "Confirm your email address",
    text: `Hello,

please confirm that this address is yours:

${proof}

The link works for 24 hours. If you have not signed up at Foyer, ignore this message.
`,
  };
}

/** Lets somebody who forgot their password set a new one. */
export function resetMail(publicUrl: string, user: Recipient, token: string): Mail {
  return {
    to: user.email,
    subject: "Set a new password",
    text: `${greeting(user)}

somebody asked for a new password for your Foyer account. Set it here:

${link(publicUrl, "/reset-password", token)}

The link works once, for 30 minutes. If it was not you, ignore this message: your password stays as it is.
`,
  };
}

/**
 * Tells somebody that their password is a new one now.
 *
 * @param proof the link that proves the address, if nobody has
 */
export function passwordChangedMail(user: Recipient, proof?: string): Mail {
  return {
    to: user.email,
    subject: "Your password was changed",
    text: `${greeting(user)}

the password of your Foyer account was just changed, and your other devices were signed out.

If it was not you, set a new password at once with "Forgot your password?" on the sign-in page.
${proof === undefined ? "" : `\nThis address is not confirmed yet. Confirm that it is yours:\n\n${proof}\n`}`,
  };
}

function greeting({ name, emailVerifiedAt }: Recipient): string {
  return emailVerifiedAt === null ? "Hello," : `Hello ${asText(typedName(name))},`;
}

/** Where an address is proved. */
export function verificationUrl(publicUrl: string, token: string): string {
  return link(publicUrl, "/verify-email", token);
}

/** The token goes behind the #, which browsers keep to themselves: no log and no referrer has it. */
function link(publicUrl: string, path: string, token: string): string {
  return `${publicUrl}${path}#token=${token}`;
}
