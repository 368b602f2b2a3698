import { setTimeout } from "node:timers/promises";
import { MINUTE_MS } from "@foyer/contract/time";
import {
  type Attachment,
  type Mail,
  MailServerUnavailableError,
  type MailTransport,
  type SendMail,
} from "@foyer/domain/outbox/mail";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { z } from "zod";

/** Sends mail in the background, and how to end that. */
export interface Mailer {
  readonly post: SendMail;
  /** For whoever keeps the mail until it is sent; null where there is no mail server. */
  readonly send: MailTransport | null;
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
 * Pauses between the tries of a posted mail while the mail server is unavailable, in milliseconds: its reader was told
 * that it is on its way. Together less than the 30 minutes for which a link to set a new password is good.
 */
const RETRY_PAUSES = [5_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];

/**
 * Sends over SMTP, off the request's path. A posted mail is tried for some minutes while the mail server is
 * unavailable. One that cannot be sent is logged without its text, which holds a link that is a credential.
 *
 * @param url `smtp://` or `smtps://`, with user and password where the server wants them
 */
export function createMailer(
  url: string,
  from: string,
  log: Logger,
  retryPauses: readonly number[] = RETRY_PAUSES,
): Mailer {
  // Off this machine, a link that is a credential does not travel in the clear.
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  const requireTLS = !isLocal && url.startsWith("smtp:");
  const transport = createTransport({ url, requireTLS, ...PATIENCE }, { from });
  const underWay = new Set<Promise<void>>();
  const ending = new AbortController();

  async function send({ to, attachments = [], ...mail }: Mail): Promise<void> {
    try {
      // Not as text, which would be parsed as a list of addresses.
      const recipient = { name: "", address: to };
      await transport.sendMail({ ...mail, to: recipient, attachments: attachments.map(asPart) });
    } catch (error) {
      throw isAboutTheMail(error) ? error : unavailable(error);
    }
  }

  async function trySend(mail: Mail): Promise<void> {
    for (const pause of [...retryPauses, undefined]) {
      try {
        await send(mail);
        return;
      } catch (error) {
        const isWorthATry = error instanceof MailServerUnavailableError && !ending.signal.aborted;
        if (!isWorthATry || pause === undefined) {
          log.error({ err: error, subject: mail.subject }, "mail not sent");
          return;
        }
        log.warn({ err: error, subject: mail.subject }, "mail not sent yet");
        // Ended early when the process ends: then it is tried once more.
        await setTimeout(pause, undefined, { signal: ending.signal }).catch(() => {});
      }
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
      ending.abort();
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

/** What nodemailer adds to its errors. */
const smtpFailure = z.object({
  code: z.string().optional(),
  /** The reply code of the mail server, where it replied. */
  responseCode: z.number().optional(),
  /** What it replied to. */
  command: z.string().optional(),
});

/** Replies to these are about one recipient or one message; all others are about us. */
const ABOUT_THE_MAIL = new Set(["RCPT TO", "DATA", "BDAT"]);
/** "Service not available, closing transmission channel" may be the reply to anything. */
const CLOSING = 421;
/** Servers that know a message's size beforehand refuse it as early as in the reply to MAIL FROM. */
const TOO_LARGE = 552;

/** Whether the mail server refused this mail, and would perhaps take another one. */
function isAboutTheMail(error: unknown): boolean {
  const parsed = smtpFailure.safeParse(error);
  if (!parsed.success) return false;
  const { code, responseCode, command } = parsed.data;
  // What could not even be put into the form of a mail or an address.
  if (responseCode === undefined) return code === "EENVELOPE" || code === "EMESSAGE" || code === "ESTREAM";
  if (responseCode === TOO_LARGE) return true;
  return responseCode !== CLOSING && command !== undefined && ABOUT_THE_MAIL.has(command);
}

function unavailable(cause: unknown): MailServerUnavailableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new MailServerUnavailableError(message, { cause });
}

/**
 * For a server without an SMTP server: the outbox keeps its mails. Mails that hold a credential are not kept
 * anywhere, so whoever would cause one is refused before; the few others are missing, and the log says so.
 */
export function createNoMailer(log: Logger): Mailer {
  log.warn("no mail server: mails stay queued until SMTP_URL is set");
  return {
    post: ({ subject }) => log.error({ subject }, "mail not sent: set SMTP_URL"),
    send: null,
    stop: async () => {},
  };
}
