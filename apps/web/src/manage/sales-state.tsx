import type { EventView } from "@foyer/contract/event";
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconHistory,
} from "@tabler/icons-react";
import { type Availability, availabilityOf } from "../events/availability";
import classes from "./sales-state.module.css";

const LOOKS: Record<Availability["kind"], { words: string; Icon: typeof IconHistory }> = {
  open: { words: "On sale", Icon: IconCircleCheck },
  "sold-out": { words: "Sold out", Icon: IconCircleMinus },
  "not-yet": { words: "Not on sale yet", Icon: IconClock },
  ended: { words: "Sales over", Icon: IconCircleDashed },
  closed: { words: "Sales closed", Icon: IconCircleDashed },
  begun: { words: "Has begun", Icon: IconClock },
  past: { words: "Over", Icon: IconHistory },
  cancelled: { words: "Cancelled", Icon: IconCircleX },
};

export function SalesState({ event, now }: { event: EventView; now: Date }) {
  const { words, Icon } = LOOKS[availabilityOf(event, now).kind];
  return (
    <span className={classes.state}>
      <Icon size={16} aria-hidden />
      {words}
    </span>
  );
}
