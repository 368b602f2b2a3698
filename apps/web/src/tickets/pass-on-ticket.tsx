import { passOnTicketInput } from "@foyer/contract/ticket";
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { fieldErrors } from "../shared/field-errors";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { FormError } from "../shared/form-error";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { WorkButton } from "../shared/work-button";

type PassOnTicketProps = {
  bookingId: string;
  ticketNumber: number;
  label: string;
  /** Whether those who run the event do it for the attendee. */
  isForSomebody?: boolean;
};

/** The button that passes a ticket on, with its dialog. */
export function PassOnTicket({ label, ...ticket }: PassOnTicketProps) {
  const { ticketNumber } = ticket;
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        onClick={open}
        aria-label={`${label}: ticket ${ticketNumber}`}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={`Pass ticket ${ticketNumber} on?`}>
        <PassOnForm {...ticket} onClose={close} />
      </Modal>
    </>
  );
}

const checked = passOnTicketInput.pick({ name: true, email: true });

function PassOnForm({
  bookingId,
  ticketNumber,
  isForSomebody = false,
  onClose,
}: Omit<PassOnTicketProps, "label"> & { onClose: () => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const passOn = trpc.booking.passOnTicket.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      await refresh();
      onClose();
      answer(`Ticket ${ticketNumber} is passed on. Its new code was mailed to ${email.trim()}.`);
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  });
  const start = useOneAtATime(passOn);
  const refused = serverFieldErrors(passOn.error);
  return (
    <form
      noValidate
      aria-label="Pass the ticket on"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const wrong = fieldErrors(checked, { name, email });
        setErrors(wrong);
        if (Object.keys(wrong).length > 0) return focusFirstInvalid(submitted.currentTarget);
        const idempotencyKey = keyFor(`${bookingId} ${ticketNumber} ${name} ${email}`);
        start({ id: bookingId, ticketNumber, name, email, idempotencyKey });
      }}
    >
      <Stack gap="md">
        <Text>
          {isForSomebody ? "Its code" : "The code that you have"} is void at once. A new one is mailed to
          whoever gets the ticket, and only there. The booking stays {isForSomebody ? "whose it is" : "yours"}
          .
        </Text>
        <TextInput
          label="Name"
          autoComplete="off"
          data-autofocus
          required
          withAsterisk={false}
          value={name}
          error={errors.name ?? refused.name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          label="Email"
          type="email"
          autoComplete="off"
          required
          withAsterisk={false}
          value={email}
          error={errors.email ?? refused.email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <FormError error={passOn.error} refused={refused} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Keep ticket
          </Button>
          <WorkButton
            type="submit"
            label="Pass ticket on"
            workingLabel="Passing on…"
            isWorking={passOn.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
