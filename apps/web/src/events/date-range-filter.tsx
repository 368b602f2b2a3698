import { Button, Group, Popover, Skeleton } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { dayRangeWords } from "../shared/day-range";
import { loadCode } from "../shared/load-code";
import { Loading } from "../shared/loading";
import classes from "./date-range-filter.module.css";

// The calendar is only fetched by those who open it.
const RangeCalendar = lazy(loadCode(() => import("./range-calendar")));

type Days = { from?: string | undefined; to?: string | undefined };
type DateRangeFilterProps = Days & {
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
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
            onChange={(days) => {
              onChange(days);
              setOpened(false);
            }}
          />
        </Suspense>
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
      </Popover.Dropdown>
    </Popover>
  );
}
