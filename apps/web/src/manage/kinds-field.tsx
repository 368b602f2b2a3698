import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { KindFields } from "./kind-fields";
import classes from "./kinds-field.module.css";
import { type KnownKind, newKind, type TypedKind, toTypedKind } from "./typed-kinds";

type KindsFieldProps = {
  kinds: readonly TypedKind[];
  /** The event's kinds as they are stored. */
  existing: readonly KnownKind[];
  timeZone: string;
  currency: string;
  /** The error of a field, by its path: `ticketTypes.0.price`. */
  errorOf: (path: string) => React.ReactNode;
  onChange: (kinds: readonly TypedKind[]) => void;
};

/** The kinds of tickets of an event, in the order in which they are shown: added, edited, moved and removed. */
export function KindsField({ kinds, existing, timeZone, currency, errorOf, onChange }: KindsFieldProps) {
  const list = useRef<HTMLFieldSetElement>(null);
  // What takes the focus after a change: fields and buttons move, come and go under it.
  const [focus, setFocus] = useState<string>();
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (focus === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-focus="${focus}"]`)?.focus();
    setFocus(undefined);
  }, [focus]);

  const nameOf = ({ name }: TypedKind, index: number) => name.trim() || `Kind ${index + 1}`;
  function move(index: number, by: 1 | -1) {
    const kind = kinds[index];
    const to = index + by;
    if (kind === undefined || to < 0 || to >= kinds.length) return;
    onChange(kinds.toSpliced(index, 1).toSpliced(to, 0, kind));
    setFocus(`${kind.key} ${by === 1 ? "down" : "up"}`);
    setSaid(`${nameOf(kind, index)} is number ${to + 1} of ${kinds.length} now.`);
  }
  function remove(index: number) {
    const kind = kinds[index];
    if (kind === undefined) return;
    onChange(kinds.toSpliced(index, 1));
    setFocus(kinds.length === 1 ? undefined : "add");
    setSaid(`${nameOf(kind, index)} is removed from the list.`);
  }
  const listError = errorOf("ticketTypes");
  const removed = existing.filter(({ id }) => !kinds.some((kind) => kind.id === id));

  return (
    <fieldset
      ref={list}
      className={classes.list}
      aria-label="Kinds of tickets"
      aria-invalid={listError ? true : undefined}
      aria-describedby={listError ? "kinds-problem" : undefined}
      tabIndex={-1}
    >
      {listError && (
        <Text id="kinds-problem" c="var(--foyer-red-text)" size="sm">
          {listError}
        </Text>
      )}
      {listError &&
        removed.map((kind) => (
          <Button
            key={kind.id}
            variant="default"
            size="sm"
            onClick={() => {
              onChange([...kinds, { ...toTypedKind(kind, timeZone, currency), isClosed: true }]);
              setFocus(`${kind.id} name`);
              setSaid(`${kind.name} is in the list again, closed.`);
            }}
          >
            Put {kind.name} back, closed
          </Button>
        ))}
      <ol className={classes.kinds}>
        {kinds.map((kind, index) => (
          <li key={kind.key} className={classes.kind}>
            <KindFields
              kind={kind}
              title={nameOf(kind, index)}
              existing={existing.find(({ id }) => id === kind.id)}
              place={{ index, count: kinds.length }}
              timeZone={timeZone}
              currency={currency}
              errorOf={(field) => errorOf(`ticketTypes.${index}.${field}`)}
              onChange={(changed) => onChange(kinds.with(index, { ...kind, ...changed }))}
              onMove={(by) => move(index, by)}
              onRemove={() => remove(index)}
            />
          </li>
        ))}
      </ol>
      <p className="heard" role="status">
        {said}
      </p>
      <Button
        variant="default"
        size="sm"
        data-focus="add"
        leftSection={<IconPlus size={18} aria-hidden />}
        onClick={() => {
          const added = newKind();
          onChange([...kinds, added]);
          setFocus(`${added.key} name`);
        }}
      >
        Add a kind of tickets
      </Button>
    </fieldset>
  );
}
