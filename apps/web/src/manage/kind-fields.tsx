import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./kinds-field.module.css";
import { PriceField } from "./price-field";
import { StartTimeField } from "./start-time-field";
import type { KnownKind, TypedKind } from "./typed-kinds";

/** Up to so many kinds are looked over at once: they need no means to open all, or to move one far. */
export const FEW_KINDS = 3;

type KindFieldsProps = {
  id: string;
  kind: TypedKind;
  /** Its name, or its number while it has none. */
  title: string;
  /** The same as it is stored. */
  existing: KnownKind | undefined;
  place: { index: number; count: number };
  timeZone: string;
  currency: string;
  errorOf: (field: keyof TypedKind) => React.ReactNode;
  onChange: (changed: Partial<TypedKind>) => void;
  /** Puts it at another place of the list. */
  onMove: (to: number) => void;
  onRemove: () => void;
};

/** The fields of one kind: the ones that every kind needs, and the others folded away. */
export function KindFields({
  id,
  kind,
  title,
  existing,
  place,
  timeZone,
  currency,
  errorOf,
  onChange,
  onMove,
  onRemove,
}: KindFieldsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const hasFoldedError = FOLDED.some((field) => errorOf(field));
  const taken = existing?.taken ?? 0;
  const figure = (field: "quota" | "minPerBooking" | "maxPerBooking") => ({
    allowDecimal: false,
    allowNegative: false,
    hideControls: true,
    value: kind[field],
    error: errorOf(field),
    onChange: (value: string | number) => onChange({ [field]: String(value) }),
  });
  const time = (field: "salesFrom" | "salesUntil", label: string, description: string) => (
    <StartTimeField
      label={label}
      description={description}
      isOptional
      value={{ ...kind[field], timeZone }}
      onChange={(changed) => onChange({ [field]: changed })}
      error={errorOf(field)}
    />
  );
  return (
    <fieldset id={id} className={classes.fields} aria-label={title}>
      <div className={classes.trio}>
        <TextInput
          label="Name of the kind"
          description="What people choose by."
          required
          withAsterisk={false}
          data-focus={`${kind.key} name`}
          value={kind.name}
          error={errorOf("name")}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <PriceField
          value={kind}
          currency={currency}
          existing={existing?.price}
          description={`In ${currency}. 0 is free.`}
          onChange={onChange}
          error={errorOf("price")}
        />
        <NumberInput
          label="How many"
          description={taken > 0 ? `${taken.toLocaleString("en")} reserved.` : "Empty: no limit."}
          {...figure("quota")}
        />
      </div>
      <details
        className={classes.more}
        open={isOpen || hasFoldedError}
        onToggle={(event) => setIsOpen(event.currentTarget.open)}
      >
        <summary>More about this kind</summary>
        <div className={classes.folded}>
          <Textarea
            label="Description of the kind"
            description="What it is, and for whom."
            autosize
            minRows={2}
            value={kind.description}
            error={errorOf("description")}
            onChange={(event) => onChange({ description: event.currentTarget.value })}
          />
          <div className={classes.pair}>
            {time("salesFrom", "On sale from", "Empty: as soon as the event is.")}
            {time("salesUntil", "On sale until", "Empty: as long as the event is.")}
          </div>
          <div className={classes.pair}>
            <NumberInput label="At least per booking" {...figure("minPerBooking")} />
            <NumberInput label="At most per booking" {...figure("maxPerBooking")} />
          </div>
          <Checkbox
            label="Hidden"
            description="Only shown and sold to those with a code that opens it."
            checked={kind.isHidden}
            onChange={(event) => onChange({ isHidden: event.currentTarget.checked })}
          />
          <Checkbox
            label="Closed"
            description="No longer sold. What was booked stays valid."
            checked={kind.isClosed}
            onChange={(event) => onChange({ isClosed: event.currentTarget.checked })}
          />
        </div>
      </details>
      <div className={classes.actions}>
        {place.count > FEW_KINDS && (
          <NativeSelect
            label="Place in the list"
            size="sm"
            data={Array.from({ length: place.count }, (_, index) => ({
              value: String(index),
              label: `${index + 1} of ${place.count}`,
            }))}
            value={String(place.index)}
            data-focus={`${kind.key} place`}
            onChange={(event) => onMove(Number(event.currentTarget.value))}
          />
        )}
        {taken > 0 ? (
          <span className={classes.why}>Sold, so it can be closed and not removed.</span>
        ) : (
          <Button variant="subtle" color="gray" size="sm" aria-label={`Remove ${title}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </div>
    </fieldset>
  );
}

/** The fields of a kind that can be wrong. */
export const KIND_FIELDS = [
  "name",
  "price",
  "quota",
  "description",
  "salesFrom",
  "salesUntil",
  "minPerBooking",
  "maxPerBooking",
] as const satisfies readonly (keyof TypedKind)[];

const FOLDED = KIND_FIELDS.slice(3);
