import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Loader, Text } from "@mantine/core";
import { useFocusIfLost } from "../shared/focus-if-lost";
import classes from "./under-way.module.css";
import { useAskBankOnReturn } from "./use-ask-bank";

/** The outcome is not known yet; the page polls for it. */
export function UnderWay({ booking }: { booking: BookingDetails }) {
  useAskBankOnReturn(booking.id, true);
  const title = useFocusIfLost<HTMLHeadingElement>();
  return (
    <div className={classes.wait} role="status">
      <Loader size={24} color="var(--foyer-brass)" aria-hidden />
      <div>
        <h2 className={classes.title} ref={title} tabIndex={-1}>
          We are waiting for your bank
        </h2>
        <Text>
          {formatMoney(booking.totalAmount, booking.currency)} is on its way. This page goes on by itself; you
          may also close it and look under “My bookings” later. You will not be charged twice.
        </Text>
      </div>
    </div>
  );
}
