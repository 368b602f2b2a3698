import type { Page } from "playwright-core";
import { expect, inject, vi } from "vitest";

/** How long a mail may take. */
const MAIL_MS = 60_000;

/** The admin of the demo: the only one there is, but for those that a test makes. */
export const ADMIN = {
  name: "Ada Brandt",
  email: "admin@foyer.example",
  password: "a-seat-for-everyone",
} as const;

interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

async function mailsTo(email: string, subject: string): Promise<CaughtMail[]> {
  const answer = await fetch(`${inject("origin")}/dev/mail`, { headers: { accept: "application/json" } });
  const mails: CaughtMail[] = await answer.json();
  return mails.filter((mail) => mail.to === email && mail.subject === subject);
}

/**
 * Waits for a mail of this kind and answers where the link in it leads, without the host.
 *
 * @param known links of earlier mails, which do not count
 */
export async function mailedPath(
  email: string,
  subject: string,
  known: readonly string[] = [],
): Promise<string> {
  // Not `expect.poll`, which works in tests alone: links are also made before them.
  return vi.waitFor(
    async () => {
      const paths = (await mailsTo(email, subject)).flatMap(({ text }) => pathsIn(text));
      const found = paths.find((path) => !known.includes(path));
      if (found === undefined) throw new Error(`No mail “${subject}” with a new link came to ${email}.`);
      return found;
    },
    { timeout: MAIL_MS },
  );
}

function pathsIn(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^/\s]+(\/\S+#token=\S+)/g)].flatMap(([, path]) => path ?? []);
}

/** Waits for a mail of this kind and answers the code of six digits in the newest one. */
export async function mailedCode(email: string, subject: string): Promise<string> {
  let code: string | undefined;
  await expect
    .poll(async () => {
      const [newest] = await mailsTo(email, subject);
      code = /^\d{6}$/m.exec(newest?.text ?? "")?.[0];
      return code;
    })
    .toBeDefined();
  return code ?? "";
}

export const CONFIRM = "Confirm your email address";
export const SIGN_IN = "Sign in to Foyer";
export const RESET = "Set a new password";

/** Lets the session cookie run out, as browsers do after a quarter of an hour; the refresh token stays. */
export async function loseSessionCookie(page: Page): Promise<void> {
  await page.context().clearCookies({ name: /foyer_session$/ });
}

/** The session is over for good: it was ended elsewhere, or it was not used for a month. */
export async function loseSession(page: Page): Promise<void> {
  await page.context().clearCookies();
}

/** Sends the sign-in form that is open, and waits for the answer. */
export async function trySignIn(page: Page, email: string, password: string): Promise<number> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("/trpc/user.login")),
    page.getByRole("main").getByRole("button", { name: "Sign in" }).click(),
  ]);
  return answer.status();
}
