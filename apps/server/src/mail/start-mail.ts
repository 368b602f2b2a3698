import type { Logger } from "pino";
import type { MailChoice } from "../config.js";
import type { MailCatcher } from "./mail-catcher.js";
import { createMailer, createNoMailer, type Mailer } from "./send-mail.js";

/** Sets up mail as configured; in development this includes a mail catcher. */
export async function startMail(
  choice: MailChoice,
  log: Logger,
): Promise<{ readonly mailer: Mailer; readonly catcher: MailCatcher | undefined }> {
  switch (choice.kind) {
    case "smtp":
      return { mailer: createMailer(choice.url, choice.from, log), catcher: undefined };
    case "caught": {
      // Imported dynamically: production servers never catch mail.
      const { startMailCatcher } = await import("./mail-catcher.js");
      const catcher = await startMailCatcher();
      return { mailer: createMailer(catcher.url, choice.from, log), catcher };
    }
    case "none":
      return { mailer: createNoMailer(log), catcher: undefined };
  }
}
