/** A label and its value. */
export type Fact = readonly [label: string, value: string];

/** A ticket as a mail shows it. */
export interface MailedTicket {
  readonly number: number;
  readonly code: string;
  /** The name of its kind. */
  readonly ticketType?: string | null;
  readonly holderName?: string | null;
}

/** What a ticket is called: its number, its kind and the name on it. */
export function ticketTitle({ number, ticketType, holderName }: MailedTicket): string {
  return [`Ticket ${number}`, ticketType, holderName].filter((part) => part != null).join(", ");
}

/** A part of a mail. All texts are plain; the renderers escape them. */
export type MailBlock =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] }
  /** The main action. */
  | { readonly kind: "action"; readonly label: string; readonly url: string }
  | { readonly kind: "tickets"; readonly tickets: readonly MailedTicket[] };

/** The content of a mail, rendered as HTML and as text. */
export interface MailDocument {
  readonly subject: string;
  readonly greeting: string;
  /** The last line: why the recipient gets the mail, and how to get no more. */
  readonly signature: string;
  readonly blocks: readonly MailBlock[];
}

export function paragraph(text: string): MailBlock {
  return { kind: "paragraph", text };
}

/** The content id of a ticket's image. */
export function ticketContentId({ number }: MailedTicket): string {
  return `ticket-${number}@foyer`;
}

/** The last line of mails about bookings. */
export const BOOKING_SIGNATURE = "Foyer writes to you because you booked, or asked to, at this address.";

/** The same to those whom a ticket was passed on to. */
export const HOLDER_SIGNATURE = "Foyer writes to you because a ticket was passed on to this address.";
