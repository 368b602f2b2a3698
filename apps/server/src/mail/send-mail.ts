import type { Attachment, Mail, PostMail, SendMail } from "@foyer/domain/mail/mail";
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
 * How long the mail server may take for each of its steps, in milliseconds: together less than the outbox waits
 * before it lets another process try.
 */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * Sends over SMTP, off the request's path. A mail that cannot be sent is logged without its text, which holds
 * a link that is a credential.
 *
 * @param url `smtp://` or `smtps://`, with user and password where the server wants them
 */
export function createMailer(url: string, from: string, log: Logger): Mailer {
  // Off this machine, a link that is a credential does not travel in the clear.
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  const requireTLS = !isLocal && url.startsWith("smtp:");
  const transport = createTransport({ url, requireTLS, ...PATIENCE }, { from });
  const underWay = new Set<Promise<void>>();

  async function send({ attachments = [], ...mail }: Mail): Promise<void> {
    await transport.sendMail({ ...mail, attachments: attachments.map(asPart) });
  }

  async function trySend(mail: Mail): Promise<void> {
    try {
      await send(mail);
    } catch (error) {
      log.error({ err: error, subject: mail.subject }, "mail not sent");
    }
  }

  return {
    async send(mail) {
      try {
        await send(mail);
      } catch (error) {
        log.warn({ err: error, messageId: mail.messageId, subject: mail.subject }, "mail not sent yet");
        throw error;
      }
    },
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

/** An attachment as nodemailer takes it; what the mail itself shows is no file to be listed below it. */
function asPart({ contentId, ...attachment }: Attachment) {
  if (contentId === undefined) return attachment;
  return { ...attachment, cid: contentId, contentDisposition: "inline" as const };
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
