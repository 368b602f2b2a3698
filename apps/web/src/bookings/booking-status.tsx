import type { BookingStatus } from "@foyer/contract/booking";
import { IconCircleCheck, IconCircleX, IconClock } from "@tabler/icons-react";
import classes from "./booking-status.module.css";

const LOOKS: Record<BookingStatus, { words: string; Icon: typeof IconClock }> = {
  confirmed: { words: "Confirmed", Icon: IconCircleCheck },
  pending: { words: "Held", Icon: IconClock },
  cancelled: { words: "Cancelled", Icon: IconCircleX },
};

/** The status of a booking as text and icon, so that it does not depend on colour. */
export function BookingStatusMark({ status }: { status: BookingStatus }) {
  const { words, Icon } = LOOKS[status];
  return (
    <span className={classes.mark} data-status={status}>
      <Icon size={18} aria-hidden />
      {words}
    </span>
  );
}
