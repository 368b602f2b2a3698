import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { GuestForm } from "./guest-form";
import type { GuestOrder } from "./use-book-as-guest";

type GuestBookingProps = {
  order: GuestOrder;
  /** What is booked and for how much. */
  label: string;
  /** Where signing in leads back to. */
  redirect: string;
};

/** Books for somebody who is not signed in: asks for name and address, or leads to signing in. */
export function GuestBooking({ order, label, redirect }: GuestBookingProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button fullWidth onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title="Who are the tickets for?">
        <GuestForm order={order} label={label} redirect={redirect} />
      </Modal>
    </>
  );
}
