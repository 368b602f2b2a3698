import type { Mail, PostMail, SendMail } from "@foyer/domain/mail/mail";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";

/** Sends mail in the background, and how to end that. */
export interface Mailer {
  readonly post: PostMail;
  /** For whoever keeps the mail until it is sent. */
  readonly send: SendMail;
  /** Waits for what is being sent. */
  stop(): Promise<void>;
}

/** Beyond this number of mails being sent, further ones are refused and logged. */
const MAX_UNDER_WAY = 1_000;

/**
 * Sends over SMTP, off the request's path. A mail that cannot be sent is logged without its text, which holds
 * a link that is a credential.
 *
 * @param url `smtp://` or `smtps://`, with user and password where the server wants them
 */
export function createMailer(url: string, from: string, log: Logger): Mailer {
  // Off this machine, a link that is a credential does not travel in the clear.
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  const transport = createTransport({ url, requireTLS: !isLocal && url.startsWith("smtp:") }, { from });
  const underWay = new Set<Promise<void>>();

  async function send({ to, subject, text }: Mail): Promise<void> {
    await transport.sendMail({ to, subject, text });
  }

  async function trySend(mail: Mail): Promise<void> {
    try {
      await send(mail);
    } catch (error) {
      log.error({ err: error, subject: mail.subject }, "mail not sent");
    }
  }

  return {
    send,
    post(mail) {
      if (underWay.size >= MAX_UNDER_WAY) {
        log.error({ subject: mail.subject }, "mail not sent: too many under way");
        return;
      }
      const sending = trySend(mail).finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async stop() {
      await Promise.all(underWay);
      transport.close();
    },
  };
}

/** For a server without an SMTP server: says in the log that mail was not sent. */
export function createNoMailer(log: Logger): Mailer {
  const post: PostMail = ({ subject }) => log.error({ subject }, "mail not sent: set SMTP_URL");
  return {
    post,
    send: async (mail) => post(mail),
    stop: async () => {},
  };
}
