import type { WebhookType } from "@foyer/contract/webhook-types";
import { Checkbox, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { TYPE_GROUPS, WORDS_FOR_TYPES } from "./webhook-words";
import classes from "./webhooks.module.css";

/** What the form of a webhook holds. */
export interface WebhookValues {
  url: string;
  events: WebhookType[];
}

/** The address and the events of a webhook. */
export function WebhookFields({ form }: { form: UseFormReturnType<WebhookValues> }) {
  const { events } = form.values;
  const choose = (types: readonly WebhookType[], isChosen: boolean) => {
    const others = events.filter((type) => !types.includes(type));
    form.setFieldValue("events", isChosen ? [...others, ...types] : others);
    form.clearFieldError("events");
  };
  const hasNone = form.errors.events !== undefined;
  return (
    <Stack gap="lg">
      <TextInput
        label="Address"
        description="Where your program listens. Foyer posts JSON to it."
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://example.org/foyer"
        required
        withAsterisk={false}
        {...form.getInputProps("url")}
      />
      <fieldset
        className={classes.events}
        aria-invalid={hasNone || undefined}
        aria-describedby={hasNone ? "webhook-events-problem" : undefined}
        tabIndex={-1}
      >
        <legend>What it is told of</legend>
        {hasNone && (
          <p id="webhook-events-problem" className={classes.problem}>
            Choose at least one event.
          </p>
        )}
        <div className={classes.groups}>
          {TYPE_GROUPS.map(({ title, types }) => {
            const chosen = types.filter((type) => events.includes(type));
            return (
              <div key={title} className={classes.group}>
                <Checkbox
                  label={title}
                  classNames={{ label: classes.groupLabel ?? "" }}
                  checked={chosen.length === types.length}
                  indeterminate={chosen.length > 0 && chosen.length < types.length}
                  onChange={(changed) => choose(types, changed.currentTarget.checked)}
                />
                {types.length > 1 &&
                  types.map((type) => (
                    <Checkbox
                      key={type}
                      className={classes.type ?? ""}
                      label={WORDS_FOR_TYPES[type]}
                      checked={events.includes(type)}
                      onChange={(changed) => choose([type], changed.currentTarget.checked)}
                    />
                  ))}
              </div>
            );
          })}
        </div>
      </fieldset>
    </Stack>
  );
}
