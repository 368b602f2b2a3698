import type { EventView } from "@foyer/contract/event";
import { Skeleton } from "@mantine/core";
import { BlockLink } from "../shared/links";
import { priceWords } from "../shared/price-input";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import { availabilityOf, availabilityWords } from "./availability";
import { EventCover } from "./cover/event-cover";
import classes from "./event-card.module.css";

type EventCardProps = { event: EventView; now: Date };

export function EventCard({ event, now }: EventCardProps) {
  const availability = availabilityOf(event, now);
  const stands = availability.kind !== "open" || availability.isScarce;
  return (
    <BlockLink to="/events/$eventId" params={{ eventId: event.id }} className={classes.card}>
      <div className={classes.picture} data-faded={availability.kind !== "open" || undefined}>
        <EventCover name={event.name} category={event.category} />
      </div>
      <p className={classes.when}>{whenIn(event.dateTime, event.timeZone)}</p>
      <h2 className={classes.name} dir="auto">
        {event.name}
      </h2>
      <p className={classes.venue}>
        <Typed>{event.category}</Typed> · <Typed>{event.venue}</Typed>
      </p>
      <p className={classes.foot}>
        <span>{priceWords(event.price, event.currency)}</span>
        <span className={stands ? classes.scarce : classes.left}>{availabilityWords(availability)}</span>
      </p>
    </BlockLink>
  );
}

export function EventCardSkeleton() {
  return (
    <div className={classes.card} aria-hidden>
      <Skeleton className={classes.picture} radius={8} />
      <Skeleton height={14} width="60%" mt={16} />
      <Skeleton height={24} width="85%" mt={12} />
      <Skeleton height={14} width="70%" mt={12} />
      <Skeleton height={14} width="100%" mt={16} />
    </div>
  );
}
