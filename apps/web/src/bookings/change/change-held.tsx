import type { BookingDetails } from "@foyer/contract/booking";
import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../../api/client";
import { useActionMessage } from "../../shared/action-messages";
import { counted } from "../../shared/counted";
import { useNow } from "../../shared/now";
import { ChangeForm } from "./change-form";
import { CHANGE_TITLE } from "./change-words";
import { choicesOfHold } from "./wanted-tickets";

/**
 * The button that changes held tickets of an event with several kinds; nothing where there is one. An offer of the waiting
 * list is for the kind that was waited for.
 */
export function ChangeHeld({ booking }: { booking: BookingDetails }) {
  const [opened, { open, close }] = useDisclosure(false);
  const answer = useActionMessage();
  const now = useNow();
  const event = trpc.event.byId.useQuery({ id: booking.eventId });
  if (booking.isOffer || event.data === undefined) return null;
  const choices = choicesOfHold(booking, event.data, now);
  if (choices.length < 2) return null;
  return (
    <div>
      <Button variant="default" size="sm" onClick={open}>
        {CHANGE_TITLE.any}
      </Button>
      <Modal opened={opened} onClose={close} title={CHANGE_TITLE.any}>
        <ChangeForm
          booking={booking}
          direction="any"
          reader="attendee"
          choices={choices}
          most={event.data.maxTicketsPerPerson}
          onChanged={({ ticketQuantity }) => {
            close();
            answer(`You hold ${counted(ticketQuantity, "ticket")} now.`);
          }}
          onClose={close}
        />
      </Modal>
    </div>
  );
}
