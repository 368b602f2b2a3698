import type { EventView } from "@foyer/contract/event";
import { Autocomplete, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMemo } from "react";
import { trpc } from "../api/client";
import { reasonOfError, wordsForError } from "../api/error-words";
import { currencyChoices } from "../shared/choices";
import { useCoveringBar } from "../shared/covering-bar";
import { changedValues, useKeptDraft, useRestoredDraft } from "../shared/draft";
import { FormError } from "../shared/form-error";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import classes from "./event-form.module.css";
import { type EventFormValues, readEventForm } from "./read-event-form";
import { StartTimeField } from "./start-time-field";
import { timeZoneChoices, zonesFound } from "./zone-choices";

type Fields = Extract<ReturnType<typeof readEventForm>, { ok: true }>["fields"];

type EventFormProps = {
  initialValues: EventFormValues;
  /** The event being changed; none for a new one. */
  existing?: EventView;
  label: string;
  workingLabel: string;
  isWorking: boolean;
  /** What the last attempt failed with. */
  error: unknown;
  onSave: (fields: Fields) => void;
};

const REQUIRED = { required: true, withAsterisk: false } as const;

/** A long list to search in. The list itself scrolls: a box around it would be one the keyboard cannot reach. */
const LONG_LIST = {
  searchable: true,
  allowDeselect: false,
  limit: 60,
  withScrollArea: false,
  styles: { options: { maxHeight: 256, overflowY: "auto" } },
} as const;

export function EventForm({
  initialValues,
  existing,
  label,
  workingLabel,
  isWorking,
  error,
  onSave,
}: EventFormProps) {
  const categories = trpc.event.categories.useQuery();
  const form = useForm<EventFormValues>({
    initialValues,
    validate: (values) => {
      const read = readEventForm(values, new Date(), existing);
      return read.ok ? {} : read.errors;
    },
  });
  useKeptDraft("event", () => changedValues(initialValues, form.values));
  useRestoredDraft("event", (draft) => form.setValues(draft));
  const zones = useMemo(() => timeZoneChoices(initialValues.timeZone), [initialValues.timeZone]);
  const currencies = useMemo(currencyChoices, []);
  const bar = useCoveringBar<HTMLDivElement>("bottom");
  const refused = refusalByField(error);
  const fieldError = (field: keyof EventFormValues) => form.errors[field] ?? refused[field];
  const reserved = existing ? existing.capacity - existing.availableTickets : 0;

  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, (values) => {
        const read = readEventForm(values, new Date(), existing);
        if (read.ok) onSave(read.fields);
      })}
    >
      <Stack gap="xl" maw={640}>
        <fieldset className={classes.group}>
          <legend>What it is</legend>
          <TextInput
            label="Name"
            maxLength={120}
            {...REQUIRED}
            {...form.getInputProps("name")}
            error={fieldError("name")}
          />
          <Autocomplete
            label="Category"
            description="Choose one that is in use, or write your own."
            maxLength={40}
            data={categories.data?.map(({ category }) => category) ?? []}
            {...REQUIRED}
            {...form.getInputProps("category")}
            error={fieldError("category")}
          />
          <Textarea
            label="Description"
            description="What people come for. Line breaks are kept."
            autosize
            minRows={5}
            maxRows={16}
            maxLength={5000}
            {...REQUIRED}
            {...form.getInputProps("description")}
            error={fieldError("description")}
          />
        </fieldset>
        <fieldset className={classes.group}>
          <legend>Where and when</legend>
          <TextInput
            label="Venue"
            maxLength={200}
            {...REQUIRED}
            {...form.getInputProps("venue")}
            error={fieldError("venue")}
          />
          <div className={classes.pair}>
            <StartTimeField
              label="Date and time"
              value={form.values}
              onChange={(start) => form.setValues(start)}
              error={fieldError("wallTime")}
            />
            <Select
              label="Time zone"
              {...LONG_LIST}
              nothingFoundMessage="No zone by this name. Try the nearest large city."
              data={zones}
              filter={zonesFound}
              {...form.getInputProps("timeZone")}
              onChange={(timeZone) =>
                form.setValues({ timeZone: timeZone ?? form.values.timeZone, hour: "" })
              }
              error={fieldError("timeZone")}
            />
          </div>
        </fieldset>
        <fieldset className={classes.group}>
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
            {...REQUIRED}
            {...form.getInputProps("capacity")}
            error={fieldError("capacity")}
          />
          <div className={classes.pair}>
            <TextInput
              label="Price"
              description="For one ticket. 0 for a free event."
              inputMode="decimal"
              {...REQUIRED}
              {...form.getInputProps("price")}
              error={fieldError("price")}
            />
            <Select
              label="Currency"
              description={existing ? "Fixed once the event exists." : "It cannot be changed later."}
              {...LONG_LIST}
              disabled={existing !== undefined}
              nothingFoundMessage="No currency by this name."
              data={currencies}
              {...form.getInputProps("currency")}
              error={fieldError("currency")}
            />
          </div>
          <NumberInput
            label="Cancelling ends"
            description="How many hours before the start attendees may still cancel."
            suffix=" hours before"
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...form.getInputProps("cancellationCutoffHours")}
            error={fieldError("cancellationCutoffHours")}
          />
        </fieldset>
        <FormError error={error} refused={refused} />
        <div ref={bar} className={classes.action}>
          <WorkButton type="submit" label={label} workingLabel={workingLabel} isWorking={isWorking} />
        </div>
      </Stack>
    </form>
  );
}

/** A refusal that belongs to one field, as words beside it. */
function refusalByField(error: unknown): Partial<Record<string, string>> {
  switch (reasonOfError(error)) {
    case "CAPACITY_BELOW_RESERVED":
      return { capacity: wordsForError(error) };
    case "EVENT_IN_PAST":
      return { wallTime: wordsForError(error) };
    default: {
      const { dateTime, ...others } = serverFieldErrors(error);
      return dateTime ? { ...others, wallTime: dateTime } : others;
    }
  }
}
