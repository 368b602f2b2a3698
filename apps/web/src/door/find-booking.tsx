import { Skeleton } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { type ComponentProps, useState } from "react";
import { trpc } from "../api/client";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { SearchField } from "../shared/search-field";
import { Typed } from "../shared/typed";
import { useConnection } from "../shared/use-connection";
import classes from "./find-booking.module.css";
import { FoundBooking } from "./found-booking";

/** How often bookings that are shown are fetched again: other devices admit their tickets, too. */
const FOUND_POLL_MS = 10_000;

type FindBookingProps = Omit<ComponentProps<typeof FoundBooking>, "booking" | "isOnly">;

/**
 * Finds bookings of people who have no code at hand. What is searched for is not in the URL: names must not stay in
 * the history of a device that many people hold.
 */
export function FindBooking(props: FindBookingProps) {
  const [search, setSearch] = useState<string>();
  const connection = useConnection();
  return (
    <section aria-label="Find a booking" className={classes.find}>
      <h2 className={classes.heading}>No code at hand?</h2>
      <SearchField
        label="Find a booking"
        placeholder="Name, email or booking"
        value={search}
        onChange={setSearch}
      />
      {connection !== "up" && (
        <p className={classes.line} role="status">
          Finding a booking needs the network. Tickets can be scanned meanwhile.
        </p>
      )}
      {search !== undefined && <Found {...props} search={search} isReachable={connection === "up"} />}
    </section>
  );
}

type FoundProps = FindBookingProps & { search: string; isReachable: boolean };

function Found({ search, isReachable, ...props }: FoundProps) {
  const { eventId } = props;
  const found = trpc.booking.findAtDoor.useQuery(
    { eventId, search },
    { placeholderData: keepPreviousData, refetchInterval: FOUND_POLL_MS, staleTime: 0 },
  );
  if (found.isError && !found.data) {
    return (
      <ErrorNotice
        title="The bookings could not be searched."
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (!found.data) return isReachable ? <Skeleton height={120} /> : null;
  const { bookings, hasMore } = found.data;
  const isCurrent = !found.isPlaceholderData;
  return (
    <>
      <p className={classes.count} aria-live="polite">
        {isCurrent &&
          (bookings.length === 0 ? (
            <>
              No booking of this event for “<Typed>{search}</Typed>”. Try fewer letters, or the email address.
            </>
          ) : hasMore ? (
            `${counted(bookings.length, "booking")} shown, there are more. Write more of the name.`
          ) : (
            counted(bookings.length, "booking")
          ))}
      </p>
      <ul className={classes.bookings} aria-label="Bookings found" data-old={!isCurrent || undefined}>
        {bookings.map((booking) => (
          <FoundBooking
            key={booking.id}
            booking={booking}
            isOnly={bookings.length === 1 && !hasMore}
            {...props}
          />
        ))}
      </ul>
    </>
  );
}
