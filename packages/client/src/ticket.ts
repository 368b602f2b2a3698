/** Ticket codes: reading what was scanned or typed, and what a device needs to check a code without a network. */
export {
  base32,
  type ChangedTicket,
  type CodeCheck,
  checkCode,
  MAX_CODE_VERSION,
  readTicketCode,
  SIGNATURE_BYTES,
  type SignedTicket,
  signedText,
  type TicketClaim,
  writeTicketCode,
} from "@foyer/contract/ticket-code";
