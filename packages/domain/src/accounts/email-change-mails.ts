import type { Mail } from "../outbox/mail.js";
import { greeting, link, type Recipient } from "./account-mails.js";

/** Asks at the new address of an account whether it is its owner's. It contains nothing that a user entered. */
export function newAddressMail(publicUrl: string, email: string, token: string): Mail {
  return {
    to: email,
    subject: "Confirm your new email address",
    text: `Hello,

somebody wants to use this address for their Foyer account. If that is you, confirm it here:

${link(publicUrl, "/confirm-email", token)}

The link works for 24 hours. If it was not you, ignore this message: nothing changes.
`,
  };
}

/** Says at an address that was to become that of another account that it has one. */
export function addressTakenMail(publicUrl: string, email: string): Mail {
  return {
    to: email,
    subject: "This address has an account already",
    text: `Hello,

somebody wants to use this address for another Foyer account. It has one already, so nothing was changed. Sign in to it
here, with a mailed link if you have no password:

${publicUrl}/sign-in

To use the address for the other account, change the address of this one first, or delete it. If it was not you, ignore
this message.
`,
  };
}

/** Tells the present address of an account that another one was asked for. */
export function changeAskedForMail(user: Recipient): Mail {
  return {
    to: user.email,
    subject: "A new email address was asked for",
    text: `${greeting(user)}

somebody who is signed in to your Foyer account wants to change its email address. It changes once the new address is
confirmed.

If it was not you, change your password at once, with "Forgot your password?" on the sign-in page: that stops it.
`,
  };
}

/**
 * Tells the former address of an account that it has another one.
 *
 * @param undo the token that takes the former address back; missing if nobody has proved that address
 */
export function addressChangedMail(publicUrl: string, user: Recipient, undo: string | undefined): Mail {
  const way =
    undo === undefined
      ? ""
      : `
If it was not you, take this address back within 72 hours:

${link(publicUrl, "/undo-email-change", undo)}

That signs out all devices and voids the password.
`;
  return {
    to: user.email,
    subject: "Your email address was changed",
    text: `${greeting(user)}

your Foyer account has another email address now. Mails about your bookings and your account go there.
${way}`,
  };
}

/** Tells the former address of an account that an admin gave it another one. */
export function addressSetMail(user: Recipient): Mail {
  return {
    to: user.email,
    subject: "Your email address was changed",
    text: `${greeting(user)}

an admin of Foyer gave your account another email address. Mails about your bookings and your account go there, and all
devices were signed out.

If you have not asked for it, write to whoever runs this Foyer.
`,
  };
}

/** Tells the new address that an admin gave to an account, which nobody has proved yet. */
export function addressGivenMail(email: string, proof: string): Mail {
  return {
    to: email,
    subject: "Confirm your email address",
    text: `Hello,

an admin of Foyer made this the email address of an account. If it is yours, confirm it here:

${proof}

The link works for 24 hours. Then sign in with your password, or with a mailed link. If you have no account at Foyer,
ignore this message.
`,
  };
}
