import "@mantine/dates/styles.css";
import { dayKey } from "@foyer/contract/zone";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";
import type { Days } from "../shared/day-presets";
import { serverClock } from "../shared/server-clock";
import { browserZone } from "../shared/times";
import classes from "./range-calendar.module.css";

type RangeCalendarProps = {
  from: string | undefined;
  to: string | undefined;
  /**
   * Called with one day at the first click, and with a range at the second.
   *
   * @param replacesEntry whether to replace the current history entry, which is the first click's
   */
  onChange: (days: Days, replacesEntry: boolean) => void;
};

/** A default export, as `lazy` requires. */
export default function RangeCalendar({ from, to, onChange }: RangeCalendarProps) {
  const [range, setRange] = useState<[string | null, string | null]>([from ?? null, to ?? null]);
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      size="md"
      // Red is reserved for errors and destructive actions.
      weekendDays={[]}
      ariaLabels={{
        previousMonth: "Previous month",
        nextMonth: "Next month",
        previousYear: "Previous year",
        nextYear: "Next year",
        previousDecade: "Previous ten years",
        nextDecade: "Next ten years",
      }}
      classNames={{ day: classes.day ?? "" }}
      minDate={dayKey(serverClock.now(), browserZone())}
      value={range}
      onChange={(chosen) => {
        setRange(chosen);
        const [first, last] = chosen;
        if (first) onChange({ from: first, to: last ?? first }, last !== null);
      }}
    />
  );
}
