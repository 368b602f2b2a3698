/** The address that was typed last on the way in; never in a URL, and gone with the tab. */
let typed = "";

/** Carries an address between signing in, signing up and asking for a new password. */
export const typedEmail = {
  current: () => typed,
  set(email: string) {
    typed = email;
  },
};
