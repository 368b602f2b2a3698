/** A label and what stands beside it. */
export type Fact = readonly [label: string, value: string];

/** A ticket as a mail shows it. */
export interface MailedTicket {
  readonly number: number;
  readonly code: string;
}

/** A piece of a mail. All of it is plain text; the renderers make it safe. */
export type MailBlock =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] }
  /** The one thing to do. */
  | { readonly kind: "action"; readonly label: string; readonly url: string }
  | { readonly kind: "tickets"; readonly tickets: readonly MailedTicket[] };

/** What a mail says, once for both of its forms. */
export interface MailDocument {
  readonly subject: string;
  readonly greeting: string;
  /** Why its reader gets it, and how to get no more of them: the last line. */
  readonly signature: string;
  readonly blocks: readonly MailBlock[];
}

export function paragraph(text: string): MailBlock {
  return { kind: "paragraph", text };
}

/** Where a ticket's picture is inside its mail. */
export function ticketContentId({ number }: MailedTicket): string {
  return `ticket-${number}@foyer`;
}

/** Why somebody gets mails about a booking. */
export const BOOKING_SIGNATURE = "Foyer writes to you because you booked, or asked to, at this address.";
