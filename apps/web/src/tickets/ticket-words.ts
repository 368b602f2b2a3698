const GROUP = 4;

/**
 * A code for reading aloud: its long parts in groups of four. The spaces are optional when typed.
 *
 * @example readableCode("FOYER-0123456789AB-1-CDEFG") // "FOYER-0123 4567 89AB-1-CDEF G"
 */
export function readableCode(code: string): string {
  return code
    .split("-")
    .map((part, index) =>
      index === 0 ? part : (part.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join(" "),
    )
    .join("-");
}

/**
 * Numbers go on after tickets were given back, so they may be higher than there are tickets.
 *
 * @example ticketPlace(1, 2) // "Ticket 1 of 2"
 */
export function ticketPlace(number: number, quantity: number): string {
  if (number > quantity) return `Ticket ${number}`;
  return `Ticket ${number} of ${quantity}`;
}
