import { readWallTime } from "@foyer/contract/wall-time";
import { offsetWords } from "@foyer/contract/zone";
import { Box, Button, Group, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ChoiceList } from "../shared/choice-list";
import { clockOf, type HourChoice, nearWords, readStart, type TypedStart, typedStart } from "./start-time";

type StartTimeFieldProps = {
  label: string;
  description?: ReactNode;
  value: TypedStart;
  onChange: (start: Pick<TypedStart, "wallTime" | "hour">) => void;
  error?: ReactNode;
  /** Whether it takes the focus when its dialog opens. */
  isFirst?: boolean;
  /** Whether it may stay empty. */
  isOptional?: boolean;
};

/** A date and time in a zone. If clocks change, it asks which hour is meant, or offers existing ones. */
export function StartTimeField({
  label,
  description,
  value,
  onChange,
  error,
  isFirst = false,
  isOptional = false,
}: StartTimeFieldProps) {
  const { wallTime, timeZone, hour } = value;
  const reading = readWallTime(wallTime, timeZone);
  const start = readStart(value);
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={label}
        description={description}
        required={!isOptional}
        withAsterisk={false}
        data-autofocus={isFirst || undefined}
        value={wallTime}
        error={error ?? (reading.kind === "never" && !start.ok && start.words)}
        onChange={(change) => onChange({ wallTime: change.currentTarget.value, hour: "" })}
      />
      {reading.kind === "twice" && (
        <Box mt="sm">
          <ChoiceList<HourChoice>
            legend={`Which ${clockOf(wallTime)}? The clocks go back that night.`}
            value={hour}
            onChange={(chosen) => onChange({ wallTime, hour: chosen })}
            options={[
              {
                value: "first",
                label: `The first ${clockOf(wallTime)}`,
                hint: offsetWords(reading.moments[0], timeZone),
              },
              {
                value: "second",
                label: `The second ${clockOf(wallTime)}`,
                hint: offsetWords(reading.moments[1], timeZone),
              },
            ]}
          />
        </Box>
      )}
      {reading.kind === "never" && (
        <Group gap="xs" mt="xs">
          {reading.nearest.map((moment) => (
            <Button
              key={moment.getTime()}
              variant="default"
              size="sm"
              onClick={() => onChange(typedStart(moment, timeZone))}
            >
              Use {nearWords(moment, timeZone, wallTime)}
            </Button>
          ))}
        </Group>
      )}
    </div>
  );
}
