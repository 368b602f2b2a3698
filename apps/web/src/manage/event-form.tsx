import { isFoyerError } from "@foyer/client";
import { isolated } from "@foyer/contract/characters";
import { Autocomplete, Button, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf, errorMessage } from "../api/error-message";
import { CharacterCount } from "../shared/character-count";
import { useCoveringBar } from "../shared/covering-bar";
import { FormError } from "../shared/form-error";
import { LeaveQuestion } from "../shared/leave-question";
import { Notice } from "../shared/notice";
import { serverClock } from "../shared/server-clock";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { ConflictPanel } from "./conflict-panel";
import classes from "./event-form.module.css";
import { EventPreview } from "./event-preview";
import { EventTickets } from "./event-tickets";
import { LONG_LIST } from "./long-list";
import { MailNotice } from "./mail-notice";
import { changedFields, type EditedEvent, NEW_EVENT, readEventForm } from "./read-event-form";
import { StartTimeField } from "./start-time-field";
import { useEventForm } from "./use-event-form";
import { timeZoneChoices, zonesFound } from "./zone-choices";

type Fields = Extract<ReturnType<typeof readEventForm>, { ok: true }>["fields"];

type EventFormProps = {
  /** The event being edited; undefined for a new one. */
  existing?: EditedEvent;
  label: string;
  workingLabel: string;
  isWorking: boolean;
  /** The error of the last attempt. */
  error: unknown;
  /** @param settle to be called once it is saved, to drop the draft */
  onSave: (fields: Fields, settle: () => void) => void;
};

/** Short fields have their character count below them. */
const COUNT_LAST: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];

const REQUIRED = { required: true, withAsterisk: false } as const;

export function EventForm({ existing, label, workingLabel, isWorking, error, onSave }: EventFormProps) {
  const categories = trpc.event.categories.useQuery();
  const { form, conflicts, decide, draft } = useEventForm(existing);
  const { values } = form;
  const [attempts, setAttempts] = useState(0);
  const zone = existing?.timeZone ?? NEW_EVENT.timeZone;
  const zones = useMemo(() => timeZoneChoices(zone), [zone]);
  const bar = useCoveringBar<HTMLDivElement>("bottom");
  const refused = fieldErrorsOf(error, existing);
  const fieldError = (field: string) => form.errors[field] ?? refused[field];
  const read = existing && readEventForm(values, serverClock.now(), existing);

  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, (values) => {
        const read = readEventForm(values, serverClock.now(), existing);
        if (conflicts.length > 0) setAttempts(attempts + 1);
        else if (read.ok) onSave(read.fields, draft.settle);
      })}
    >
      <div className={classes.columns}>
        <Stack gap="xl" maw={640}>
          {draft.isRestored && (
            <Notice tone="note">
              <Text>This is your draft: what you typed before and did not save.</Text>
              <Button variant="default" size="sm" mt="sm" onClick={draft.discard}>
                Discard draft
              </Button>
            </Notice>
          )}
          <fieldset className={classes.group}>
            <legend>What it is</legend>
            <TextInput
              label="Name"
              description={<CharacterCount text={values.name} max={120} kind="line" />}
              inputWrapperOrder={COUNT_LAST}
              {...REQUIRED}
              {...form.getInputProps("name")}
              error={fieldError("name")}
            />
            <Autocomplete
              label="Category"
              description={
                <>
                  Choose one that is in use, or write your own.{" "}
                  <CharacterCount text={values.category} max={40} kind="line" />
                </>
              }
              data={categories.data?.map(({ category }) => category) ?? []}
              {...REQUIRED}
              {...form.getInputProps("category")}
              error={fieldError("category")}
            />
            <Textarea
              label="Description"
              description={
                <>
                  What people come for. Line breaks are kept.{" "}
                  <CharacterCount text={values.description} max={5_000} kind="prose" />
                </>
              }
              autosize
              minRows={5}
              maxRows={16}
              {...REQUIRED}
              {...form.getInputProps("description")}
              error={fieldError("description")}
            />
          </fieldset>
          <fieldset className={classes.group}>
            <legend>Where and when</legend>
            <TextInput
              label="Venue"
              description={<CharacterCount text={values.venue} max={200} kind="line" />}
              inputWrapperOrder={COUNT_LAST}
              {...REQUIRED}
              {...form.getInputProps("venue")}
              error={fieldError("venue")}
            />
            <div className={classes.pair}>
              <StartTimeField
                label="Date and time"
                value={values}
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
                onChange={(timeZone) => form.setValues({ timeZone: timeZone ?? values.timeZone, hour: "" })}
                error={fieldError("timeZone")}
              />
            </div>
          </fieldset>
          <EventTickets form={form} existing={existing} errorOf={fieldError} />
          <ConflictPanel
            conflicts={conflicts}
            currency={values.currency}
            attempts={attempts}
            onDecide={decide}
          />
          {!isEventChanged(error) && <FormError error={error} refused={refused} />}
          <div ref={bar} className={classes.action}>
            {existing && (
              <MailNotice event={existing} changed={read?.ok ? changedFields(existing, read.fields) : {}} />
            )}
            <WorkButton type="submit" label={label} workingLabel={workingLabel} isWorking={isWorking} />
          </div>
        </Stack>
        <EventPreview values={values} />
      </div>
      {draft.isDirty && <LeaveQuestion mayLose={draft.mayLose} />}
    </form>
  );
}

/** Such an error is handled by the conflict panel. */
function isEventChanged(error: unknown): boolean {
  return errorCodeOf(error) === "EVENT_CHANGED";
}

/** The field errors of an error that belongs to one field. */
function fieldErrorsOf(error: unknown, existing: EditedEvent | undefined): Partial<Record<string, string>> {
  if (isFoyerError(error, "TICKET_TYPE_IN_USE")) {
    const kind = existing?.ticketTypes?.find(({ id }) => id === error.data.ticketTypeId);
    const name = kind === undefined ? "A kind that you removed" : `“${isolated(kind.name)}”`;
    return { ticketTypes: `${name} was sold, so it cannot be removed.` };
  }
  switch (errorCodeOf(error)) {
    case "CAPACITY_BELOW_RESERVED": {
      // Of the event, unless it names the quota of a kind.
      const refused = serverFieldErrors(error);
      return Object.keys(refused).length > 0 ? refused : { capacity: errorMessage(error) };
    }
    case "EVENT_IN_PAST":
      return { wallTime: errorMessage(error) };
    default: {
      const { dateTime, ...others } = serverFieldErrors(error);
      return dateTime ? { ...others, wallTime: dateTime } : others;
    }
  }
}
