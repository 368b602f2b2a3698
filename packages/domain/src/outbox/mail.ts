/** A file that comes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly content: Buffer | string;
  /** With parameters, such as `text/calendar; method=REQUEST; charset=utf-8`. */
  readonly contentType: string;
  /** Shown inside the mail where its HTML names `cid:` and this. */
  readonly contentId?: string;
}

/** A message to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same again for those who read HTML. */
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
  /** The same for every try to send it, so that receivers can tell that they have it already. */
  readonly messageId?: string;
}

/** Takes a message and returns at once; sending it, and what goes wrong with that, is the poster's business. */
export type SendMail = (mail: Mail) => void;

/**
 * Hands a message to the mail server.
 *
 * @throws MailServerUnavailableError when no message can be sent at the moment; any other error is about this one
 */
export type MailTransport = (mail: Mail) => Promise<void>;

/** The mail server cannot be reached, or lets this program send nothing: the message itself was not judged. */
export class MailServerUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MailServerUnavailableError";
  }
}
