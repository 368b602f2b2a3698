/** The last email address typed on a sign-in page. In memory only: never in a URL, gone with the tab. */
let typed = "";

/** Carries the address between sign-in, sign-up and password reset. */
export const typedEmail = {
  current: () => typed,
  set(email: string) {
    typed = email;
  },
};
