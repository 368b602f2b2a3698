import { availabilityOf } from "../events/availability";
import { AvailabilityMeter } from "../events/availability-meter";
import { BookedRevenue } from "../manage/booked-revenue";
import { useManagedEvent } from "../manage/managed-event";
import { SalesSwitch } from "../manage/sales-switch";
import { soldTickets } from "../manage/sold-words";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { priceWords } from "../shared/price-input";
import classes from "./managed-overview-page.module.css";

export function ManagedOverviewPage() {
  const event = useManagedEvent();
  const now = useNow();
  usePageTitle(`Manage ${event.name}`);
  const sold = soldTickets(event);
  const percent = Math.round((100 * sold) / event.capacity);
  return (
    <div className={classes.page}>
      <dl className={classes.figures}>
        <Figure name="Capacity">{event.capacity.toLocaleString("en")}</Figure>
        <Figure name="Sold">{sold.toLocaleString("en")}</Figure>
        <Figure name="Available">{event.availableTickets.toLocaleString("en")}</Figure>
        <Figure name="Booked revenue">
          <BookedRevenue event={event} />
        </Figure>
        <Figure name="Price now">{priceWords(event.price, event.currency)}</Figure>
        <Figure name="Cancelling ends">{event.cancellationCutoffHours.toLocaleString("en")} h before</Figure>
      </dl>
      <div className={classes.meter}>
        <AvailabilityMeter capacity={event.capacity} availableTickets={event.availableTickets} />
        <p>{percent} % sold</p>
      </div>
      {availabilityOf(event, now).kind !== "past" && <SalesSwitch event={event} />}
    </div>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
