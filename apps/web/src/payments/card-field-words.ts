/** The fields of a card form, in order. */
export const CARD_FIELDS = ["number", "expiry", "cvc"] as const;
export type CardFieldName = (typeof CARD_FIELDS)[number];

export const CARD_FIELD_LABELS: Readonly<Record<CardFieldName, string>> = {
  number: "Card number",
  expiry: "Expiry date",
  cvc: "Security code",
};

/** The message for an empty field. */
export const CARD_FIELD_MISSING: Readonly<Record<CardFieldName, string>> = {
  number: "Enter the card's number.",
  expiry: "Enter the month and year on the card.",
  cvc: "Enter the card's security code.",
};

/** The field of a Stripe error code: `invalid_number`, `invalid_expiry_year_past`, `incorrect_cvc`. */
export function fieldOfCode(code: string | undefined): CardFieldName | undefined {
  return CARD_FIELDS.find((name) => code?.includes(`_${name}`));
}
