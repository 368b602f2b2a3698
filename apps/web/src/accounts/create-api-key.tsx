import { type ApiScope, apiScope, createApiKeyInput, MAX_API_KEY_NAME } from "@foyer/contract/api-key";
import { type EventId, eventId } from "@foyer/contract/ids";
import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { trpc } from "../api/client";
import { CharacterCount } from "../shared/character-count";
import { CheckList } from "../shared/check-list";
import { ChoiceList } from "../shared/choice-list";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { valueError } from "../shared/field-errors";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverClock } from "../shared/server-clock";
import { WorkButton } from "../shared/work-button";
import { expiryOf, LIFETIMES, type Lifetime, SCOPE_WORDS } from "./api-key-words";
import classes from "./api-keys.module.css";
import { EventsOfKey } from "./events-of-key";

type Reach = "all" | "some";
type CreateApiKeyProps = { onCreated: (key: string) => void; onClose: () => void };

/** The form for a new key. */
export function CreateApiKey({ onCreated, onClose }: CreateApiKeyProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ApiScope[]>(["read"]);
  const [reach, setReach] = useState<Reach>("all");
  const [events, setEvents] = useState<EventId[]>([]);
  const [lifetime, setLifetime] = useState<Lifetime>("year");
  const [isChecked, setIsChecked] = useState(false);
  const utils = trpc.useUtils();
  const create = trpc.apiKey.create.useMutation({
    async onSuccess({ key }) {
      onCreated(key);
      await utils.apiKey.list.invalidate();
    },
  });
  const start = useOneAtATime(create);
  const nameError = valueError(createApiKeyInput.shape.name, name);
  const errors = {
    name: nameError ?? undefined,
    scopes: scopesProblem(scopes, reach),
    events: reach === "some" && events.length === 0 ? "Tick at least one, or choose all events." : undefined,
  };
  const shown: Partial<typeof errors> = isChecked ? errors : {};

  return (
    <form
      noValidate
      className={classes.open}
      aria-label="Create API key"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setIsChecked(true);
        if (Object.values(errors).some(Boolean)) return focusFirstInvalid(submitted.currentTarget);
        const expiresAt = expiryOf(lifetime, serverClock.now());
        start({
          name,
          scopes,
          ...(reach === "some" && { eventIds: events }),
          ...(expiresAt && { expiresAt }),
        });
      }}
    >
      <Stack gap="lg">
        <TextInput
          label="Name"
          description={
            <>
              Which program it is for. <CharacterCount text={name} max={MAX_API_KEY_NAME} kind="line" />
            </>
          }
          autoFocus
          required
          withAsterisk={false}
          value={name}
          error={shown.name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <CheckList
          legend="What it may do"
          options={apiScope.options.map((value) => ({ value, ...SCOPE_WORDS[value] }))}
          values={scopes}
          error={shown.scopes}
          onChange={setScopes}
        />
        <ChoiceList
          legend="Which events it is for"
          options={[
            { value: "all", label: "All events", hint: "also those to come" },
            { value: "some", label: "Only some of mine" },
          ]}
          value={reach}
          onChange={setReach}
        />
        {reach === "some" && (
          <EventsOfKey
            values={events}
            error={shown.events}
            onChange={(ids) => setEvents(ids.map((id) => eventId.parse(id)))}
          />
        )}
        <NativeSelect
          label="How long it is valid"
          value={lifetime}
          data={Object.entries(LIFETIMES).map(([value, { label }]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => {
            if (isLifetime(value)) setLifetime(value);
          }}
        />
        {create.isError && <ErrorNotice error={create.error} />}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <WorkButton
            type="submit"
            label="Create API key"
            workingLabel="Creating…"
            isWorking={create.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}

function scopesProblem(scopes: readonly ApiScope[], reach: Reach): string | undefined {
  if (scopes.length === 0) return "Tick at least one.";
  if (reach === "all" || !scopes.includes("webhooks")) return undefined;
  return "Webhooks are told of all events: choose all events below, or leave Webhooks out.";
}

function isLifetime(value: string): value is Lifetime {
  return value in LIFETIMES;
}
