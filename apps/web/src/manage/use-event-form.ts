import { type UseFormReturnType, useForm } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { type Draft, useDraft } from "../shared/draft";
import { serverClock } from "../shared/server-clock";
import { type Conflict, mergeEventForm } from "./merge-event-form";
import {
  type EditedEvent,
  type EventFormValues,
  formOfEvent,
  NEW_EVENT,
  readEventForm,
} from "./read-event-form";

type EventForm = {
  form: UseFormReturnType<EventFormValues>;
  conflicts: readonly Conflict[];
  decide: (conflict: Conflict, values: Draft) => void;
  draft: ReturnType<typeof useDraft> & { isRestored: boolean; discard: () => void };
};

/**
 * The state of the event form: values, draft, and conflicts with concurrent edits.
 *
 * @param existing the event being edited; a newer version of it is merged into the form
 */
export function useEventForm(existing: EditedEvent | undefined): EventForm {
  const initial = existing ? formOfEvent(existing) : NEW_EVENT;
  const form = useForm<EventFormValues>({
    initialValues: initial,
    validate: (values) => {
      const read = readEventForm(values, serverClock.now(), existing);
      return read.ok ? {} : read.errors;
    },
  });
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);
  const [isRestored, setIsRestored] = useState(false);

  function merge(base: EventFormValues, mine: EventFormValues, theirs: EventFormValues) {
    const merged = mergeEventForm(base, mine, theirs);
    form.setValues(merged.values);
    setConflicts(merged.conflicts);
  }

  const base = useRef({ version: existing?.updatedAt.getTime(), values: initial });
  const latestMerge = useRef(merge);
  const latest = useRef({ values: form.values, initial });
  useEffect(() => {
    latestMerge.current = merge;
    latest.current = { values: form.values, initial };
  });
  const version = existing?.updatedAt.getTime();
  useEffect(() => {
    if (base.current.version === version) return;
    const before = base.current.values;
    base.current = { version, values: latest.current.initial };
    latestMerge.current(before, latest.current.values, latest.current.initial);
  }, [version]);

  const draft = useDraft("event", {
    // Unresolved conflicts are stored against their base, so that a restored draft asks again.
    initial: { ...initial, ...Object.assign({}, ...conflicts.map((conflict) => conflict.base)) },
    values: form.values,
    restore(values, drafted) {
      setIsRestored(Object.keys(values).length > 0);
      merge({ ...initial, ...drafted }, { ...initial, ...values }, initial);
    },
  });
  return {
    form,
    conflicts,
    decide(conflict, values) {
      form.setValues(values);
      setConflicts((others) => others.filter(({ label }) => label !== conflict.label));
    },
    draft: {
      ...draft,
      isRestored: isRestored && draft.isDirty,
      discard() {
        form.setValues(initial);
        form.clearErrors();
        setConflicts([]);
        setIsRestored(false);
      },
    },
  };
}
