/** Ticket codes: reading what was scanned or typed, and what a device needs to check a code without a network. */
export {
  base32,
  readTicketCode,
  SIGNATURE_BYTES,
  signedText,
  type TicketClaim,
  writeTicketCode,
} from "@foyer/contract/ticket-code";
