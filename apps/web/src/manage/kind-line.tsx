import { ActionIcon } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronRight } from "@tabler/icons-react";
import { kindLineWords } from "./kind-line-words";
import classes from "./kinds-field.module.css";
import type { KnownKind, TypedKind } from "./typed-kinds";

type KindLineProps = {
  kind: TypedKind;
  /** Its name, or its number while it has none. */
  title: string;
  /** The same as it is stored. */
  existing: KnownKind | undefined;
  place: { index: number; count: number };
  timeZone: string;
  currency: string;
  now: Date;
  isOpen: boolean;
  /** The id of its fields. */
  fieldsId: string;
  onToggle: () => void;
  onMove: (by: 1 | -1) => void;
};

/** A kind in a line: what it is, the button that unfolds its fields, and those that change the order. */
export function KindLine({
  kind,
  title,
  existing,
  place,
  timeZone,
  currency,
  now,
  isOpen,
  fieldsId,
  onToggle,
  onMove,
}: KindLineProps) {
  const { figures, states } = kindLineWords(kind, { existing, timeZone, currency, now });
  return (
    <div className={classes.line}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls={isOpen ? fieldsId : undefined}
        data-focus={`${kind.key} line`}
        onClick={onToggle}
      >
        <IconChevronRight size={18} aria-hidden className={classes.chevron} />
        <span className={classes.words}>
          <bdi className={classes.name}>{title}</bdi>{" "}
          <span className={classes.facts}>
            {figures.join(" · ")}
            {states.map((state) => (
              <span key={state} className={classes.state}>
                {" · "}
                {state}
              </span>
            ))}
          </span>
        </span>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Move ${title} up`}
        aria-disabled={place.index === 0}
        data-focus={`${kind.key} up`}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Move ${title} down`}
        aria-disabled={place.index === place.count - 1}
        data-focus={`${kind.key} down`}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
