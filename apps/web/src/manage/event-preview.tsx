import { EventFace } from "../events/event-card";
import { eventPriceWords } from "../events/event-price";
import { readPrice } from "../shared/read-price";
import { whenIn } from "../shared/times";
import classes from "./event-form.module.css";
import type { EventFormValues } from "./read-event-form";
import { readStart } from "./start-time";
import { readKindsText } from "./typed-kinds";

/** How the event will look among others. It says what the fields say, so it is only for the eyes. */
export function EventPreview({ values }: { values: EventFormValues }) {
  const start = readStart(values);
  return (
    <div className={classes.preview} aria-hidden="true">
      <p className={classes.previewed}>How it looks among other events</p>
      <EventFace
        name={values.name.trim() || "Name"}
        category={values.category.trim() || "Category"}
        venue={values.venue.trim() || "Venue"}
        when={start.ok ? whenIn(start.moment, values.timeZone) : "Date and time"}
        price={typedPriceWords(values) ?? "Price"}
      />
    </div>
  );
}

/** The price, or the lowest one of the kinds that everybody can buy; undefined while it cannot be read. */
function typedPriceWords({ price, priceMeant, kinds, currency }: EventFormValues): string | undefined {
  const typed = readKindsText(kinds);
  const shown = typed.length > 0 ? typed.filter(isForAll) : [{ price, priceMeant }];
  const ticketTypes = shown.flatMap((kind) => {
    const read = readPrice(kind.price, currency, kind.priceMeant === "" ? undefined : kind.priceMeant);
    return read.kind === "amount" ? { price: read.amount } : [];
  });
  if (ticketTypes.length === 0) return undefined;
  const lowest = Math.min(...ticketTypes.map((type) => type.price));
  return eventPriceWords({ price: lowest, currency, hasTicketTypes: typed.length > 0, ticketTypes });
}

function isForAll({ isHidden, isClosed }: { isHidden: boolean; isClosed: boolean }): boolean {
  return !isHidden && !isClosed;
}
