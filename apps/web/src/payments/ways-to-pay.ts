import type { PaymentMethod, PaymentOptions } from "@foyer/contract/payment";

const WAYS = ["card", "paypal", "cash"] as const;

/** A way to pay as the reader chooses it; the URL carries it. */
export type WayToPay = (typeof WAYS)[number];

/** What each way is called, and what it means for when to pay. */
export const WAY_WORDS: Record<WayToPay, { name: string; hint: string }> = {
  card: { name: "Card", hint: "You pay now." },
  paypal: { name: "PayPal", hint: "You pay now." },
  cash: { name: "Cash", hint: "You pay at the door." },
};

/** A way to pay from the URL, or nothing. */
export function wayParam(value: unknown): WayToPay | undefined {
  return WAYS.find((way) => way === value);
}

/** The ways that this server offers, the one most people take first. */
export function waysOf({ online, methods }: Pick<PaymentOptions, "online" | "methods">): WayToPay[] {
  return WAYS.filter((way) => {
    if (way === "cash") return methods.includes("cash");
    // Stripe's form here takes cards.
    if (way === "paypal") return online === "sandbox" && methods.includes("paypal");
    return online !== "none";
  });
}

/** The way that is chosen, where it is among those on offer; else the first. */
export function chosenWay(chosen: WayToPay | undefined, ways: readonly WayToPay[]): WayToPay {
  return ways.find((way) => way === chosen) ?? ways[0] ?? "cash";
}

/** How the API calls a way. */
export function methodOf(way: WayToPay, online: PaymentOptions["online"]): PaymentMethod {
  if (way !== "card") return way;
  return online === "stripe" ? "stripe" : "credit_card";
}

/** The way that a booking was made with. */
export function wayOf(method: PaymentMethod): WayToPay {
  return method === "paypal" || method === "cash" ? method : "card";
}
