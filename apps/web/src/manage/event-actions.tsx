import type { EventView } from "@foyer/contract/event";
import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarX, IconChevronDown, IconCopy } from "@tabler/icons-react";
import { CancelEvent } from "./cancel-event";
import { DuplicateEvent } from "./duplicate-event";

/** The actions on an event as a whole. */
export function EventActions({ event, now }: { event: EventView; now: Date }) {
  const [isCancelling, cancelling] = useDisclosure(false);
  const [isDuplicating, duplicating] = useDisclosure(false);
  const mayCancel = event.cancelledAt === null && event.dateTime > now;
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            variant="default"
            size="sm"
            aria-label="More about this event"
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={18} />} onClick={duplicating.open}>
            Duplicate event
          </Menu.Item>
          {mayCancel && (
            <Menu.Item
              leftSection={<IconCalendarX size={18} />}
              c="var(--foyer-red-text)"
              onClick={cancelling.open}
            >
              Cancel event
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <DuplicateEvent event={event} now={now} opened={isDuplicating} onClose={duplicating.close} />
      <CancelEvent event={event} opened={isCancelling} onClose={cancelling.close} />
    </>
  );
}
