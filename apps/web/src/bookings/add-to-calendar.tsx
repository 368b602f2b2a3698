import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";

/** A calendar file of the booking; calendars know it again when it changes. */
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
