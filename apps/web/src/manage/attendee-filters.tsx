import type { AttendeesInput, BookingStatus } from "@foyer/contract/booking";
import type { PaymentStatus } from "@foyer/contract/payment";
import { NativeSelect } from "@mantine/core";
import { FilterChoice } from "../shared/filter-choice";
import { SearchField } from "../shared/search-field";
import classes from "./attendee-filters.module.css";

/** The filters of the attendees' page, from its URL. */
export type AttendeeFilters = {
  q?: string | undefined;
  status?: BookingStatus | undefined;
  payment?: PaymentStatus | undefined;
  admission?: AttendeesInput["admission"];
};

const STATUSES: readonly { value: BookingStatus | undefined; words: string }[] = [
  { value: undefined, words: "All" },
  { value: "confirmed", words: "Confirmed" },
  { value: "pending", words: "Held" },
  { value: "cancelled", words: "Cancelled" },
];
const PAYMENTS: readonly { value: PaymentStatus | undefined; words: string }[] = [
  { value: undefined, words: "Paid or not" },
  { value: "paid", words: "Paid" },
  { value: "pending", words: "Not paid yet" },
  { value: "failed", words: "Payment failed" },
  { value: "refunded", words: "Refunded" },
];
const ADMISSIONS: readonly { value: AttendeesInput["admission"]; words: string }[] = [
  { value: undefined, words: "Inside or not" },
  { value: "admitted", words: "Somebody is inside" },
  { value: "missing", words: "Somebody is missing" },
];

type AttendeeFiltersProps = {
  filters: AttendeeFilters;
  /** Changes the given filters and keeps the others. */
  onChange: (changed: AttendeeFilters, replacesEntry?: boolean) => void;
};

export function AttendeeFilterBar({ filters, onChange }: AttendeeFiltersProps) {
  return (
    <search className={classes.bar}>
      <SearchField
        label="Search attendees"
        placeholder="Name, email or ticket code"
        className={classes.search}
        value={filters.q}
        onChange={(q, replacesEntry) => onChange({ q }, replacesEntry)}
      />
      <FilterChoice
        label="Which bookings"
        options={STATUSES}
        value={filters.status}
        onChange={(status) => onChange({ status })}
      />
      <Choice
        label="Payment"
        options={PAYMENTS}
        value={filters.payment}
        onChange={(payment) => onChange({ payment })}
      />
      <Choice
        label="Admission"
        options={ADMISSIONS}
        value={filters.admission}
        onChange={(admission) => onChange({ admission })}
      />
    </search>
  );
}

type ChoiceProps<Value extends string> = {
  label: string;
  options: readonly { value: Value | undefined; words: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
};

function Choice<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <NativeSelect
      aria-label={label}
      className={classes.choice ?? ""}
      data={options.map((option) => ({ value: option.value ?? "", label: option.words }))}
      value={value ?? ""}
      onChange={({ currentTarget }) =>
        onChange(options.find((option) => (option.value ?? "") === currentTarget.value)?.value)
      }
    />
  );
}
