import { once } from "node:events";
import { type Attachment, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** An attachment of a caught message. */
export interface CaughtAttachment {
  readonly filename: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** The content id by which the HTML refers to it (`cid:`). */
  readonly contentId?: string;
  /** Base64; only for calendar files and pictures. */
  readonly content?: string;
}

/** A message that was caught instead of being sent. */
export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Empty if the message has only text. */
  readonly html: string;
  readonly messageId: string;
  readonly attachments: readonly CaughtAttachment[];
  readonly at: Date;
}

/** An SMTP server on loopback that stores messages in memory. For development. */
export interface MailCatcher {
  /** The `smtp://` URL to send to. */
  readonly url: string;
  /** The caught messages, newest first. */
  list(): readonly CaughtMail[];
  stop(): Promise<void>;
}

/** The number of messages stored; beyond it the oldest is dropped. */
const MAX_STORED = 200;
/** The maximum size of a message in bytes. */
const MAX_SIZE = 1024 * 1024;

/** Starts the catcher on a free port of this machine. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const caught: CaughtMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    size: MAX_SIZE,
    onData(stream, session, done) {
      simpleParser(stream, { keepCidLinks: true }).then(
        ({ subject = "", text = "", html, messageId = "", attachments }) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(", ");
          caught.unshift({
            to,
            subject,
            text,
            html: html || "",
            messageId,
            attachments: attachments.map(caughtAttachment),
            at: new Date(),
          });
          caught.splice(MAX_STORED);
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    list: () => caught,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const SHOWN = new Set(["text/calendar", "image/png"]);

function caughtAttachment({ filename, contentType, size, cid, content }: Attachment): CaughtAttachment {
  return {
    filename: filename ?? "unnamed",
    contentType,
    size,
    ...(cid !== undefined && { contentId: cid }),
    ...(SHOWN.has(contentType) && { content: content.toString("base64") }),
  };
}
