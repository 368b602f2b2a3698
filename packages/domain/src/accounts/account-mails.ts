import type { Mail } from "../outbox/mail.js";
import { asText, typedName } from "../outbox/typed-words.js";

/** Who a mail about an account goes to. */
export interface Recipient {
  readonly email: string;
  readonly name: string;
  /** When the address was verified; an unverified one gets no text entered by its user. */
  readonly emailVerifiedAt: Date | null;
}

/**
 * Asks a new user to verify the address. It contains nothing the user entered, because until then the address may
 * be somebody else's.
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

/** The mail with a password reset link. */
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
 * Notifies a user of a changed password.
 *
 * @param proof the verification link, if the address is unverified
 * @param reset what a reset ends and leaves: API keys, if there were any, and webhooks, with the page that lists them
 */
export function passwordChangedMail(
  user: Recipient,
  proof?: string,
  reset?: { readonly areKeysRevoked: boolean; readonly webhooksPage: string | undefined },
): Mail {
  const ended = reset?.areKeysRevoked
    ? "your other devices were signed out, and all of your API keys were revoked"
    : "your other devices were signed out";
  return {
    to: user.email,
    subject: "Your password was changed",
    text: `${greeting(user)}

the password of your Foyer account was just changed, and ${ended}.
${webhookWords(reset?.webhooksPage)}
If it was not you, set a new password at once with "Forgot your password?" on the sign-in page.
${proofWords(proof)}`,
  };
}

function webhookWords(page: string | undefined): string {
  if (page === undefined) return "";
  return `
Your webhooks go on telling other programs of your events, whoever set them up. See that you know all of them:

${page}
`;
}

/**
 * Notifies a user of a new API key.
 *
 * @param keyName entered by the user, so only verified addresses get it
 * @param proof the verification link, if the address is unverified
 */
export function apiKeyCreatedMail(publicUrl: string, user: Recipient, keyName: string, proof?: string): Mail {
  const named = user.emailVerifiedAt === null ? "" : ` named ${asText(typedName(keyName))}`;
  return {
    to: user.email,
    subject: "An API key was created",
    text: `${greeting(user)}

an API key${named} was just created for your Foyer account. Programs that have it can act for you.

If it was not you, set a new password at once with "Forgot your password?" on the sign-in page: that revokes all API
keys of your account. You find them here:

${publicUrl}/account
${proofWords(proof)}`,
  };
}

function proofWords(proof: string | undefined): string {
  return proof === undefined
    ? ""
    : `\nThis address is not confirmed yet. Confirm that it is yours:\n\n${proof}\n`;
}

/** How a mail about an account begins. */
export function greeting({ name, emailVerifiedAt }: Recipient): string {
  return emailVerifiedAt === null ? "Hello," : `Hello ${asText(typedName(name))},`;
}

/** The URL of a verification link. */
export function verificationUrl(publicUrl: string, token: string): string {
  return link(publicUrl, "/verify-email", token);
}

/** A link with a token. It is in the fragment, which browsers do not send: it appears in no log and no referrer. */
export function link(publicUrl: string, path: string, token: string): string {
  return `${publicUrl}${path}#token=${token}`;
}
