import { Button, Group, Stack, Text } from "@mantine/core";
import type { Draft } from "../shared/draft";
import { Notice } from "../shared/notice";
import classes from "./conflict-panel.module.css";
import { type Conflict, conflictWords } from "./merge-event-form";

type ConflictPanelProps = {
  conflicts: readonly Conflict[];
  /** The currency of the event's price. */
  currency: string;
  /** How often saving was attempted with open conflicts: each attempt scrolls the panel into view. */
  attempts: number;
  onDecide: (conflict: Conflict, values: Draft) => void;
};

/** Shows fields that two users changed to different values, and asks which value to keep. */
export function ConflictPanel({ conflicts, currency, attempts, onDecide }: ConflictPanelProps) {
  if (conflicts.length === 0) return null;
  return (
    <Notice
      tone="note"
      title="Somebody else changed this event meanwhile"
      answer={`${conflicts.length} ${attempts}`}
    >
      <Stack gap="md" mt="xs">
        <Text>Nothing is saved yet. Choose what the event keeps, then save again.</Text>
        {conflicts.map((conflict) => (
          <section key={conflict.label} className={classes.conflict} aria-label={conflict.label}>
            <h3 className={classes.label}>{conflict.label}</h3>
            <dl className={classes.values}>
              <dt>Yours</dt>
              <dd>
                <bdi>{conflictWords(conflict, conflict.mine, currency)}</bdi>
              </dd>
              <dt>Theirs</dt>
              <dd>
                <bdi>{conflictWords(conflict, conflict.theirs, currency)}</bdi>
              </dd>
            </dl>
            <Group gap="xs">
              <Button variant="default" size="sm" onClick={() => onDecide(conflict, conflict.mine)}>
                Keep mine
              </Button>
              <Button variant="default" size="sm" onClick={() => onDecide(conflict, conflict.theirs)}>
                Take theirs
              </Button>
            </Group>
          </section>
        ))}
      </Stack>
    </Notice>
  );
}
