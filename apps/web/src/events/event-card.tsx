import type { EventView } from "@foyer/contract/event";
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { BlockLink } from "../shared/links";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import { availabilityOf, availabilityWords } from "./availability";
import { EventCover } from "./cover/event-cover";
import classes from "./event-card.module.css";
import { eventPriceWords } from "./event-price";

type EventCardProps = { event: EventView; now: Date };

export function EventCard({ event, now }: EventCardProps) {
  const availability = availabilityOf(event, now);
  const stands = availability.kind !== "open" || availability.isScarce;
  return (
    <BlockLink to="/events/$eventId" params={{ eventId: event.id }} className={classes.card}>
      <EventFace
        name={event.name}
        category={event.category}
        venue={event.venue}
        when={whenIn(event.dateTime, event.timeZone)}
        price={eventPriceWords(event)}
        isFaded={availability.kind !== "open"}
      >
        <span className={stands ? classes.scarce : classes.left}>{availabilityWords(availability)}</span>
      </EventFace>
    </BlockLink>
  );
}

type EventFaceProps = Pick<EventView, "name" | "category" | "venue"> & {
  when: string;
  price: string;
  isFaded?: boolean;
  /** What stands beside the price. */
  children?: ReactNode;
};

/** What a card says of an event. */
export function EventFace({ name, category, venue, when, price, isFaded = false, children }: EventFaceProps) {
  return (
    <>
      <div className={classes.picture} data-faded={isFaded || undefined}>
        <EventCover name={name} category={category} />
      </div>
      <p className={classes.when}>{when}</p>
      <h2 className={classes.name} dir="auto">
        {name}
      </h2>
      <p className={classes.venue}>
        <Typed>{category}</Typed> · <Typed>{venue}</Typed>
      </p>
      <p className={classes.foot}>
        <span>{price}</span>
        {children}
      </p>
    </>
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
