import { Button, Group, Popover, Skeleton } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { dayPresets } from "../shared/day-presets";
import { dayRangeWords } from "../shared/day-range";
import { loadCode } from "../shared/load-code";
import { Loading } from "../shared/loading";
import { serverClock } from "../shared/server-clock";
import { browserZone } from "../shared/times";
import classes from "./date-range-filter.module.css";

// The calendar is loaded when it is opened.
const RangeCalendar = lazy(loadCode(() => import("./range-calendar")));

type DateRangeFilterProps = {
  from: string | undefined;
  to: string | undefined;
  /** @param replacesEntry whether to replace the current history entry */
  onChange: (days: { from: string | undefined; to: string | undefined }, replacesEntry?: boolean) => void;
};

export function DateRangeFilter({ from, to, onChange }: DateRangeFilterProps) {
  const [opened, setOpened] = useState(false);
  const words = dayRangeWords({ from, to });
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-start" shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          className={classes.target}
          classNames={{ inner: classes.inner }}
          leftSection={<IconCalendar size={18} aria-hidden />}
          onClick={() => setOpened((open) => !open)}
          aria-label={`Dates: ${words}`}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.inside}>
          <Group gap="xs" mb="sm">
            {dayPresets(serverClock.now(), browserZone()).map((preset) => (
              <Button
                key={preset.words}
                variant="default"
                size="sm"
                aria-pressed={preset.days.from === from && preset.days.to === to}
                onClick={() => {
                  onChange(preset.days);
                  setOpened(false);
                }}
              >
                {preset.words}
              </Button>
            ))}
          </Group>
          <Suspense
            fallback={
              <Loading size="line">
                <Skeleton height={300} width={252} />
              </Loading>
            }
          >
            <RangeCalendar
              from={from}
              to={to}
              onChange={(days, replacesEntry) => {
                onChange(days, replacesEntry);
                if (replacesEntry) setOpened(false);
              }}
            />
          </Suspense>
          <p className={classes.hint}>Choose a day, or a second one for all days between.</p>
          {(from || to) && (
            <Group mt="sm">
              <Button
                variant="subtle"
                color="gray"
                size="sm"
                onClick={() => {
                  onChange({ from: undefined, to: undefined });
                  setOpened(false);
                }}
              >
                Any date
              </Button>
            </Group>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
