import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";

/** Downloads a calendar file of the booking. Calendars update the entry when it is imported again. */
export function AddToCalendar({ bookingId }: { bookingId: string }) {
  return (
    <Button
      component="a"
      href={`/files/bookings/${bookingId}/calendar.ics`}
      download
      variant="default"
      leftSection={<IconCalendarPlus size={18} aria-hidden />}
    >
      Add to calendar
    </Button>
  );
}
