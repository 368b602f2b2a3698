/** A message to one person, in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Takes a message and returns at once; sending it, and what goes wrong with that, is the poster's business. */
export type PostMail = (mail: Mail) => void;
