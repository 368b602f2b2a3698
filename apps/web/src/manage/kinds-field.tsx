import { MAX_TICKET_TYPES } from "@foyer/contract/ticket-type";
import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { counted } from "../shared/counted";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { useNow } from "../shared/now";
import { FEW_KINDS, KIND_FIELDS, KindFields } from "./kind-fields";
import { KindLine } from "./kind-line";
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

/**
 * The kinds of tickets of an event, in the order in which they are shown: added, edited, moved and removed. Each is a line
 * that unfolds; what is wrong in one unfolds it.
 */
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

  const id = useId();
  const now = useNow();
  // A kind without a name is still to be written, and a single one is what the list is about.
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(kinds.filter(({ name }) => name === "" || kinds.length === 1).map(({ key }) => key)),
  );
  const isWrong = (index: number) => KIND_FIELDS.some((field) => errorOf(`ticketTypes.${index}.${field}`));
  // It stays open when it is put right: its author is writing in it.
  const wrong = kinds.filter(({ key }, index) => isWrong(index) && !opened.has(key));
  if (wrong.length > 0) setOpened(new Set([...opened, ...wrong.map(({ key }) => key)]));

  const nameOf = ({ name }: TypedKind, index: number) => name.trim() || `Kind ${index + 1}`;
  function toggle({ key }: TypedKind, index: number) {
    const others = [...opened].filter((other) => other !== key);
    if (!opened.has(key)) setOpened(new Set([...others, key]));
    else if (isWrong(index)) focusFirstInvalid(document.getElementById(`${id}-${key}`));
    else setOpened(new Set(others));
  }
  function move(index: number, to: number, by: "up" | "down" | "place") {
    const kind = kinds[index];
    if (kind === undefined || to < 0 || to >= kinds.length) return;
    onChange(kinds.toSpliced(index, 1).toSpliced(to, 0, kind));
    setFocus(`${kind.key} ${by}`);
    setSaid(`${nameOf(kind, index)} is number ${to + 1} of ${kinds.length} now.`);
  }
  function add(kind: TypedKind) {
    onChange([...kinds, kind]);
    setOpened(new Set([...opened, kind.key]));
    setFocus(`${kind.key} name`);
  }
  function remove(index: number) {
    const kind = kinds[index];
    if (kind === undefined) return;
    const left = kinds.toSpliced(index, 1);
    onChange(left);
    const next = left[Math.min(index, left.length - 1)];
    setFocus(next && `${next.key} line`);
    setSaid(`${nameOf(kind, index)} is removed from the list.`);
  }
  const isAllOpen = kinds.every(({ key }) => opened.has(key));
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
              add({ ...toTypedKind(kind, timeZone, currency), isClosed: true });
              setSaid(`${kind.name} is in the list again, closed.`);
            }}
          >
            Put {kind.name} back, closed
          </Button>
        ))}
      {kinds.length > FEW_KINDS && (
        <div className={classes.head}>
          <span>{counted(kinds.length, "kind")}</span>
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            onClick={() => setOpened(new Set(isAllOpen ? [] : kinds.map(({ key }) => key)))}
          >
            {isAllOpen ? "Fold all" : "Open all"}
          </Button>
        </div>
      )}
      <ol className={classes.kinds}>
        {kinds.map((kind, index) => {
          const of = {
            kind,
            title: nameOf(kind, index),
            existing: existing.find((known) => known.id === kind.id),
            place: { index, count: kinds.length },
            timeZone,
            currency,
          };
          const fieldsId = `${id}-${kind.key}`;
          return (
            <li key={kind.key} className={classes.kind}>
              <KindLine
                {...of}
                now={now}
                fieldsId={fieldsId}
                isOpen={opened.has(kind.key)}
                onToggle={() => toggle(kind, index)}
                onMove={(by) => move(index, index + by, by === 1 ? "down" : "up")}
              />
              {opened.has(kind.key) && (
                <KindFields
                  {...of}
                  id={fieldsId}
                  errorOf={(field) => errorOf(`ticketTypes.${index}.${field}`)}
                  onChange={(changed) => onChange(kinds.with(index, { ...kind, ...changed }))}
                  onMove={(to) => move(index, to, "place")}
                  onRemove={() => remove(index)}
                />
              )}
            </li>
          );
        })}
      </ol>
      <p className="heard" role="status">
        {said}
      </p>
      {kinds.length < MAX_TICKET_TYPES ? (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => add(newKind())}
        >
          Add a kind of tickets
        </Button>
      ) : (
        <p className={classes.why}>There can be {MAX_TICKET_TYPES} kinds, and no more.</p>
      )}
    </fieldset>
  );
}
