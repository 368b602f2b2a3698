import "@mantine/dates/styles.css";
import { dayKey } from "@foyer/contract/zone";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";
import { readerZone } from "../shared/times";

type RangeCalendarProps = {
  from: string | undefined;
  to: string | undefined;
  /** Called once both ends are chosen. */
  onChange: (days: { from: string; to: string }) => void;
};

/** The default export is what `lazy` needs. */
export default function RangeCalendar({ from, to, onChange }: RangeCalendarProps) {
  const [range, setRange] = useState<[string | null, string | null]>([from ?? null, to ?? null]);
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      size="md"
      // Red is for what is refused or destroyed, not for Sundays.
      weekendDays={[]}
      ariaLabels={{
        previousMonth: "Previous month",
        nextMonth: "Next month",
        previousYear: "Previous year",
        nextYear: "Next year",
        previousDecade: "Previous ten years",
        nextDecade: "Next ten years",
      }}
      minDate={dayKey(new Date(), readerZone())}
      value={range}
      onChange={(chosen) => {
        setRange(chosen);
        const [first, last] = chosen;
        if (first && last) onChange({ from: first, to: last });
      }}
    />
  );
}
