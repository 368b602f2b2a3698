/** An attachment of a mail. */
export interface Attachment {
  readonly filename: string;
  readonly content: Buffer | string;
  /** With parameters, such as `text/calendar; method=REQUEST; charset=utf-8`. */
  readonly contentType: string;
  /** The content id by which the mail's HTML refers to it (`cid:`). */
  readonly contentId?: string;
}

/** A mail to one recipient. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same content as HTML. */
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
  /** Stable across retries, so that receivers can detect duplicates. */
  readonly messageId?: string;
}

/** Sends a mail in the background and returns at once; failures are retried and logged by the implementation. */
export type SendMail = (mail: Mail) => void;

/**
 * Hands a mail to the mail server.
 *
 * @throws MailServerUnavailableError if no mail can be sent at the moment; any other error means that this mail
 *   was rejected
 */
export type MailTransport = (mail: Mail) => Promise<void>;

/** The mail server cannot be reached, or accepts no mail from this program: the mail itself was not rejected. */
export class MailServerUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MailServerUnavailableError";
  }
}
