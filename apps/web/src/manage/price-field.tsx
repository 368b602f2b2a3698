import { Button, Group, TextInput } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { priceText, priceWords, wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";

/** A price as typed, and its meaning in minor units if it was ambiguous and resolved. */
type TypedPrice = { price: string; priceMeant: number | "" };

type PriceFieldProps = {
  value: TypedPrice;
  currency: string;
  /** The event's current price. */
  existing: number | undefined;
  onChange: (price: TypedPrice) => void;
  error?: ReactNode;
  label?: string;
  description?: string;
};

/** A price field. If the input is ambiguous, it asks which price is meant. */
export function PriceField({
  value,
  currency,
  existing,
  onChange,
  error,
  label = "Price",
  description = "For one ticket. 0 is free.",
}: PriceFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // Not while typing: "1.234" may become "1.234,50".
  const [isTyping, setIsTyping] = useState(false);
  const reading = readPrice(value.price, currency, meantBy(value, existing));
  const isAsked = reading.kind === "ambiguous" && (!isTyping || error !== undefined);
  return (
    <div>
      <TextInput
        ref={field}
        label={label}
        description={description}
        inputMode="decimal"
        required
        withAsterisk={false}
        value={value.price}
        error={error ?? (isAsked && wrongPriceWords(reading, currency))}
        onChange={(change) => {
          setIsTyping(true);
          onChange({ price: change.currentTarget.value, priceMeant: "" });
        }}
        onBlur={() => setIsTyping(false)}
      />
      {isAsked && (
        <Group gap="xs" mt="xs" role="group" aria-label="Which one do you mean?">
          {reading.readings.map((amount) => (
            <Button
              key={amount}
              variant="default"
              size="sm"
              onClick={() => {
                onChange({ price: priceText(amount, currency), priceMeant: amount });
                field.current?.focus();
              }}
            >
              {priceWords(amount, currency)}
            </Button>
          ))}
        </Group>
      )}
    </div>
  );
}

/** The resolved meaning of the text: the chosen one, or the event's price if the text is its display form. */
function meantBy({ priceMeant }: TypedPrice, existing: number | undefined): number | undefined {
  return priceMeant === "" ? existing : priceMeant;
}
