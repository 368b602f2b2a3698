import { Button, NumberInput, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useMemo, useRef } from "react";
import { currencyChoices } from "../shared/choices";
import classes from "./event-form.module.css";
import { KindsField } from "./kinds-field";
import { LONG_LIST } from "./long-list";
import { PriceField } from "./price-field";
import type { EditedEvent, EventFormValues } from "./read-event-form";
import { SalesFields } from "./sales-fields";
import { NEW_TERMS, termsOf } from "./sales-terms";
import { kindsText, newKind, readKindsText, type TypedKind } from "./typed-kinds";

type EventTicketsProps = {
  form: UseFormReturnType<EventFormValues>;
  existing: EditedEvent | undefined;
  /** The error of a field, by its name or, of a kind, its path. */
  errorOf: (path: string) => ReactNode;
};

/** The tickets of an event: one kind at one price, or several; and the terms of their sale. */
export function EventTickets({ form, existing, errorOf }: EventTicketsProps) {
  const { values } = form;
  const currencies = useMemo(currencyChoices, []);
  const kinds = readKindsText(values.kinds);
  // What the server said of a kind that was removed is settled once it is back.
  const hasAll = (existing?.ticketTypes ?? []).every(({ id }) => kinds.some((kind) => kind.id === id));
  const group = useRef<HTMLFieldSetElement>(null);
  const reserved = existing ? existing.capacity - existing.availableTickets : 0;

  function changeKinds(changed: readonly TypedKind[]) {
    form.setFieldValue("kinds", kindsText(changed));
    // The last one that is removed leaves its price to the event.
    const [last] = kinds;
    if (changed.length === 0 && last !== undefined) {
      form.setValues({ price: last.price, priceMeant: last.priceMeant });
      focusNext("[data-focus=several]");
    }
    for (const path of Object.keys(form.errors))
      if (path.startsWith("ticketTypes")) form.clearFieldError(path);
  }

  /** Going on where one was: what was pressed is gone. */
  function focusNext(place: string) {
    requestAnimationFrame(() => group.current?.querySelector<HTMLElement>(place)?.focus());
  }

  const currencyField = (
    <Select
      label="Currency"
      description={existing ? "Fixed once the event exists." : "It cannot be changed later."}
      {...LONG_LIST}
      disabled={existing !== undefined}
      nothingFoundMessage="No currency by this name."
      data={currencies}
      {...form.getInputProps("currency")}
      error={errorOf("currency")}
    />
  );

  return (
    <fieldset ref={group} className={classes.group}>
      <legend>Tickets</legend>
      <NumberInput
        label="Capacity"
        description={
          existing
            ? `${reserved.toLocaleString("en")} reserved: it cannot go lower than that.`
            : "How many tickets there are."
        }
        allowDecimal={false}
        allowNegative={false}
        hideControls
        required
        withAsterisk={false}
        {...form.getInputProps("capacity")}
        error={errorOf("capacity")}
      />
      {kinds.length === 0 ? (
        <>
          <div className={classes.pair}>
            <PriceField
              value={values}
              currency={values.currency}
              existing={existing?.price}
              onChange={(price) => {
                form.setValues(price);
                form.clearFieldError("price");
              }}
              error={errorOf("price")}
            />
            {currencyField}
          </div>
          <Button
            variant="default"
            size="sm"
            className={classes.several ?? ""}
            data-focus="several"
            onClick={() => {
              changeKinds([newKind(values.price, values.priceMeant), newKind()]);
              focusNext("[data-focus$=' name']");
            }}
          >
            Several kinds of tickets
          </Button>
        </>
      ) : (
        <>
          {currencyField}
          <KindsField
            kinds={kinds}
            existing={existing?.ticketTypes ?? []}
            timeZone={values.timeZone}
            currency={values.currency}
            errorOf={(path) => (path === "ticketTypes" && hasAll ? form.errors[path] : errorOf(path))}
            onChange={changeKinds}
          />
        </>
      )}
      <NumberInput
        label="Cancelling ends"
        description="How many hours before the start attendees may still cancel."
        suffix={values.cancellationCutoffHours === 1 ? " hour before" : " hours before"}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        {...form.getInputProps("cancellationCutoffHours")}
        error={errorOf("cancellationCutoffHours")}
      />
      <SalesFields
        terms={values}
        stored={existing ? termsOf(existing) : NEW_TERMS}
        timeZone={values.timeZone}
        errorOf={errorOf}
        onChange={(changed) => {
          form.setValues(changed);
          for (const field of Object.keys(changed)) form.clearFieldError(field);
        }}
      />
    </fieldset>
  );
}
