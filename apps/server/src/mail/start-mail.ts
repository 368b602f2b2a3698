import type { Logger } from "pino";
import type { MailChoice } from "../config.js";
import type { MailCatcher } from "./mail-catcher.js";
import { createMailer, createNoMailer, type Mailer } from "./send-mail.js";

/** Sets mail up as configured; in development that includes somewhere for it to go. */
export async function startMail(
  choice: MailChoice,
  log: Logger,
): Promise<{ readonly mailer: Mailer; readonly catcher: MailCatcher | undefined }> {
  switch (choice.kind) {
    case "smtp":
      return { mailer: createMailer(choice.url, choice.from, log), catcher: undefined };
    case "caught": {
      // Loaded only here: a production server never catches mail.
      const { startMailCatcher } = await import("./mail-catcher.js");
      const catcher = await startMailCatcher();
      return { mailer: createMailer(catcher.url, choice.from, log), catcher };
    }
    case "none":
      return { mailer: createNoMailer(log), catcher: undefined };
  }
}
