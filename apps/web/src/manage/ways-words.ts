import type { WaysToPay } from "./sales-terms";

/** What an organizer chooses from, with what it means. */
export const WAYS_TO_PAY: Readonly<Record<WaysToPay, { readonly name: string; readonly hint: string }>> = {
  any: { name: "Online or in cash", hint: "Whatever this server has." },
  online: { name: "Online only", hint: "Tickets are held until they are paid." },
  cash: { name: "Cash only", hint: "Tickets are confirmed at once, and paid later." },
  as_it_is: { name: "As it is set now", hint: "Some ways only, as a program has set them." },
};

/** The name of a choice that a form holds. */
export function waysWords(value: string): string {
  const found = Object.entries(WAYS_TO_PAY).find(([ways]) => ways === value);
  return found?.[1].name ?? value;
}
