import { useComputedColorScheme } from "@mantine/core";
import type {
  Stripe,
  StripeCardCvcElement,
  StripeCardExpiryElement,
  StripeCardNumberElement,
  StripeElementChangeEvent,
} from "@stripe/stripe-js";
import { type RefObject, useEffect, useRef, useState } from "react";
import { cardFieldStyle } from "./card-field-style";
import { CARD_FIELD_MISSING, CARD_FIELDS, type CardFieldName, fieldOfCode } from "./card-field-words";

interface Fields {
  readonly number: StripeCardNumberElement;
  readonly expiry: StripeCardExpiryElement;
  readonly cvc: StripeCardCvcElement;
}

/** The error of each field, if it has one. */
type Problems = Partial<Record<CardFieldName, string | undefined>>;

/** The result of creating a payment method. */
type CardResult =
  | { readonly kind: "token"; readonly token: string }
  /** A field has an error and the focus. */
  | { readonly kind: "field" }
  | { readonly kind: "refused"; readonly problem: string };

/** Stripe's three fields, each mounted in an element of the form. */
export interface CardFields {
  readonly boxes: Readonly<Record<CardFieldName, RefObject<HTMLDivElement | null>>>;
  readonly problems: Problems;
  /** Creates a payment method from the fields. */
  readToken(): Promise<CardResult>;
}

/** @param isDisabled whether input is blocked at the moment */
export function useCardFields(stripe: Stripe | undefined, isDisabled: boolean): CardFields {
  const boxes = {
    number: useRef<HTMLDivElement>(null),
    expiry: useRef<HTMLDivElement>(null),
    cvc: useRef<HTMLDivElement>(null),
  };
  const fields = useRef<Fields | undefined>(undefined);
  const complete = useRef(new Set<CardFieldName>());
  const [problems, setProblems] = useState<Problems>({});
  const colorScheme = useComputedColorScheme();

  const { number, expiry, cvc } = boxes;
  useEffect(() => {
    if (stripe === undefined || !number.current || !expiry.current || !cvc.current) return;
    const changed = (name: CardFieldName) => (event: StripeElementChangeEvent) => {
      if (event.complete) complete.current.add(name);
      else complete.current.delete(name);
      setProblems((before) => ({ ...before, [name]: event.error?.message }));
    };
    const elements = stripe.elements({ locale: "en" });
    const mounted: Fields = {
      number: elements
        .create("cardNumber", { showIcon: true, disableLink: true })
        .on("change", changed("number")),
      expiry: elements.create("cardExpiry").on("change", changed("expiry")),
      cvc: elements.create("cardCvc").on("change", changed("cvc")),
    };
    mounted.number.mount(number.current);
    mounted.expiry.mount(expiry.current);
    mounted.cvc.mount(cvc.current);
    fields.current = mounted;
    const filled = complete.current;
    return () => {
      fields.current = undefined;
      filled.clear();
      for (const name of CARD_FIELDS) mounted[name].destroy();
    };
  }, [stripe, number, expiry, cvc]);

  // The iframes do not see the page's colours, so they are restyled when the colour scheme changes.
  useEffect(() => {
    if (!number.current) return;
    const style = cardFieldStyle(number.current);
    for (const name of CARD_FIELDS) fields.current?.[name].update({ style, disabled: isDisabled });
  }, [stripe, number, colorScheme, isDisabled]);

  function complain(name: CardFieldName, problem: string): CardResult {
    setProblems((before) => ({ ...before, [name]: problem }));
    fields.current?.[name].focus();
    return { kind: "field" };
  }

  return {
    boxes,
    problems,
    async readToken() {
      if (stripe === undefined || fields.current === undefined) return { kind: "field" };
      const missing = CARD_FIELDS.filter((name) => !complete.current.has(name));
      const [first] = missing;
      if (first !== undefined) {
        setProblems((before) =>
          Object.fromEntries(
            CARD_FIELDS.map((name) => [
              name,
              before[name] ?? (missing.includes(name) ? CARD_FIELD_MISSING[name] : undefined),
            ]),
          ),
        );
        fields.current[first].focus();
        return { kind: "field" };
      }
      const { paymentMethod, error } = await stripe.createPaymentMethod({
        type: "card",
        card: fields.current.number,
      });
      if (error === undefined) return { kind: "token", token: paymentMethod.id };
      const problem = error.message ?? "The card could not be checked. Try again in a moment.";
      const field = fieldOfCode(error.code);
      return field === undefined ? { kind: "refused", problem } : complain(field, problem);
    },
  };
}
