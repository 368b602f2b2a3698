import { once } from "node:events";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A message that was caught instead of being sent. */
export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: Date;
}

/** An SMTP server on loopback that keeps what it gets. For development. */
export interface MailCatcher {
  /** Where to send to. */
  readonly url: string;
  /** What was caught, newest first. */
  list(): readonly CaughtMail[];
  stop(): Promise<void>;
}

/** The most messages kept; the oldest goes first. */
const KEPT = 200;
/** The largest message taken, in bytes. */
const MAX_SIZE = 1024 * 1024;

/** Starts catching mail on a free port of this machine. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const caught: CaughtMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    size: MAX_SIZE,
    onData(stream, session, done) {
      simpleParser(stream).then(
        ({ subject = "", text = "" }) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(", ");
          caught.unshift({ to, subject, text, at: new Date() });
          caught.splice(KEPT);
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
