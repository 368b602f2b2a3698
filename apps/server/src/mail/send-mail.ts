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

/** Sends mail over SMTP. */
export interface Mailer {
  readonly post: SendMail;
  /** For the outbox, which keeps the mail until it is sent; null without a mail server. */
  readonly send: MailTransport | null;
  /** Waits for mails in progress. */
  stop(): Promise<void>;
}

/** The maximum number of posted mails in progress; further ones are dropped and logged. */
const MAX_IN_PROGRESS = 1_000;

/**
 * Timeouts of the steps of sending, in milliseconds. Together less than an outbox claim lasts, so that no other
 * process sends the same mail meanwhile.
 */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * Pauses between attempts to send a posted mail while the mail server is unavailable, in milliseconds. Together
 * less than the 30 minutes for which a password reset link is valid.
 */
const RETRY_PAUSES = [5_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];

/**
 * Sends over SMTP. A posted mail is sent in the background and retried for some minutes while the mail server is
 * unavailable. A mail that fails is logged without its text, which contains a credential.
 *
 * @param url `smtp://` or `smtps://`, with user and password if the server requires them
 */
export function createMailer(
  url: string,
  from: string,
  log: Logger,
  retryPauses: readonly number[] = RETRY_PAUSES,
): Mailer {
  const transport = openTransport(url, { from });
  const inProgress = new Set<Promise<void>>();
  const ending = new AbortController();

  async function send({ to, attachments = [], ...mail }: Mail): Promise<void> {
    try {
      // An object, because a string would be parsed as a list of addresses.
      const recipient = { name: "", address: to };
      await transport.sendMail({ ...mail, to: recipient, attachments: attachments.map(asPart) });
    } catch (error) {
      throw isRejection(error) ? error : unavailable(error);
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
        // A shutdown ends the pause early, for one last attempt.
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
      if (inProgress.size >= MAX_IN_PROGRESS) {
        log.error({ subject: mail.subject }, "mail not sent: too many under way");
        return;
      }
      const sending = trySend(mail).finally(() => inProgress.delete(sending));
      inProgress.add(sending);
    },
    async stop() {
      ending.abort();
      await Promise.all(inProgress);
      transport.close();
    },
  };
}

function openTransport(url: string, defaults: { readonly from?: string } = {}) {
  // Links are credentials: they do not leave this machine unencrypted.
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  const requireTLS = !isLocal && url.startsWith("smtp:");
  return createTransport({ url, requireTLS, ...TIMEOUTS }, defaults);
}

/**
 * Connects to a mail server as when mail is sent, up to the sign-in, and sends nothing.
 *
 * @returns what is wrong, in one line without the password, or undefined
 */
export async function checkMailServer(url: string): Promise<string | undefined> {
  const transport = openTransport(url);
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    const { code } = smtpFailure.safeParse(error).data ?? {};
    switch (code) {
      case "EAUTH":
        return "the mail server refuses the user or the password";
      case "EDNS":
      case "ENOTFOUND":
        return "the host is not known";
      case "ETIMEDOUT":
        return "nothing answers in time";
      case "ETLS":
        return "it offers no TLS, without which no mail is sent to other machines";
      case "ESOCKET":
      case "ECONNECTION":
        return "the connection fails, or its TLS";
      default:
        return `it does not take mail (${code ?? "no reason given"})`;
    }
  } finally {
    transport.close();
  }
}

/**
 * An attachment in nodemailer's form. One that the HTML displays is marked as inline, so that mail programs do
 * not list it.
 */
function asPart({ contentId, ...attachment }: Attachment) {
  if (contentId === undefined) return attachment;
  return { ...attachment, cid: contentId, contentDisposition: "inline" as const };
}

/** The properties that nodemailer adds to its errors. */
const smtpFailure = z.object({
  code: z.string().optional(),
  /** The SMTP reply code, if there was a reply. */
  responseCode: z.number().optional(),
  /** The command that was replied to. */
  command: z.string().optional(),
});

/** Replies to these commands concern one recipient or message; replies to others concern this server. */
const MAIL_COMMANDS = new Set(["RCPT TO", "DATA", "BDAT"]);
/** "Service not available, closing transmission channel" may be the reply to any command. */
const CLOSING_CHANNEL = 421;
/** Servers that announce a maximum size reject a message already at MAIL FROM. */
const TOO_LARGE = 552;

/** Whether the mail server rejected this mail, as opposed to being unavailable for all mail. */
function isRejection(error: unknown): boolean {
  const parsed = smtpFailure.safeParse(error);
  if (!parsed.success) return false;
  const { code, responseCode, command } = parsed.data;
  // The mail or its address is malformed.
  if (responseCode === undefined) return code === "EENVELOPE" || code === "EMESSAGE" || code === "ESTREAM";
  if (responseCode === TOO_LARGE) return true;
  return responseCode !== CLOSING_CHANNEL && command !== undefined && MAIL_COMMANDS.has(command);
}

function unavailable(cause: unknown): MailServerUnavailableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new MailServerUnavailableError(message, { cause });
}

/**
 * Used without an SMTP server. The outbox keeps its mails. Mails with a credential are never stored, so the
 * operations that need one fail earlier with `MAIL_UNAVAILABLE`; any other posted mail is dropped and logged.
 */
export function createNoMailer(log: Logger): Mailer {
  log.warn("no mail server: mails stay queued until SMTP_URL is set");
  return {
    post: ({ subject }) => log.error({ subject }, "mail not sent: set SMTP_URL"),
    send: null,
    stop: async () => {},
  };
}
