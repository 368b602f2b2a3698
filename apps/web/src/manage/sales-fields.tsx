import { Checkbox, NumberInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ChoiceList } from "../shared/choice-list";
import classes from "./event-form.module.css";
import kindClasses from "./kinds-field.module.css";
import {
  EVENT_TIMES,
  type EventTime,
  NEW_TERMS,
  type SalesTerms,
  takesCash,
  timeIn,
  type WaysToPay,
} from "./sales-terms";
import { StartTimeField } from "./start-time-field";
import { WAYS_TO_PAY } from "./ways-words";

type SalesFieldsProps = {
  terms: SalesTerms;
  /** The terms as they are stored. */
  stored: SalesTerms;
  timeZone: string;
  errorOf: (field: keyof SalesTerms) => ReactNode;
  onChange: (changed: Partial<SalesTerms>) => void;
};

/** When and how an event sells: folded away, since most events need none of it. */
export function SalesFields({ terms, stored, timeZone, errorOf, onChange }: SalesFieldsProps) {
  const isChanged = FIELDS.some((field) => stored[field] !== NEW_TERMS[field]);
  const [isOpen, setIsOpen] = useState(isChanged);
  const hasError = FIELDS.some((field) => errorOf(field));
  const time = (name: EventTime, description: string) => (
    <StartTimeField
      label={EVENT_TIMES[name]}
      description={description}
      isOptional
      value={{ ...timeIn(terms, name), timeZone }}
      onChange={({ wallTime, hour }) => onChange({ [name]: wallTime, [`${name}Hour`]: hour })}
      error={errorOf(name)}
    />
  );
  const ways: WaysToPay[] = ["any", "online", "cash", ...(stored.ways === "as_it_is" ? [stored.ways] : [])];
  return (
    <details
      className={kindClasses.more}
      open={isOpen || hasError}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className={classes.summary}>Sales, times and ways to pay</summary>
      <div className={kindClasses.folded}>
        <div className={classes.pair}>
          {time("salesFrom", "Empty: at once.")}
          {time("salesUntil", "Empty: until the event begins.")}
        </div>
        <div className={classes.pair}>
          {time("doorsAt", "Shown on the event’s page.")}
          {time("endsAt", "Empty: calendars show two hours.")}
        </div>
        <NumberInput
          label="Most tickets per person"
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={terms.maxTicketsPerPerson}
          error={errorOf("maxTicketsPerPerson")}
          onChange={(maxTicketsPerPerson) => onChange({ maxTicketsPerPerson })}
        />
        <ChoiceList<WaysToPay>
          legend="How people can pay"
          value={terms.ways}
          options={ways.map((value) => ({
            value,
            label: WAYS_TO_PAY[value].name,
            hint: WAYS_TO_PAY[value].hint,
          }))}
          onChange={(chosen) => onChange({ ways: chosen })}
        />
        {(terms.ways === "as_it_is" || takesCash(terms.ways)) &&
          time("cashDueAt", "Who has not paid by then loses the tickets. Empty: paid at the door.")}
        <Checkbox
          label="A name on each ticket"
          description="Attendees are asked for the name of everybody who comes."
          checked={terms.asksForNames === "yes"}
          onChange={(event) => onChange({ asksForNames: event.currentTarget.checked ? "yes" : "" })}
        />
        <div className={classes.pair}>
          {time("answersEditableUntil", "Empty: until the event begins.")}
          <NumberInput
            label="Days that answers are kept after the event"
            description="Empty: for good."
            allowDecimal={false}
            allowNegative={false}
            hideControls
            value={terms.answersKeptDays}
            error={errorOf("answersKeptDays")}
            onChange={(answersKeptDays) => onChange({ answersKeptDays })}
          />
        </div>
      </div>
    </details>
  );
}

const FIELDS = [
  "salesFrom",
  "salesUntil",
  "doorsAt",
  "endsAt",
  "cashDueAt",
  "answersEditableUntil",
  "maxTicketsPerPerson",
  "ways",
  "asksForNames",
  "answersKeptDays",
] as const satisfies readonly (keyof SalesTerms)[];
