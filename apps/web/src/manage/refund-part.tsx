import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { FormError } from "../shared/form-error";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";
import { ReasonField, reasonError } from "../shared/reason-field";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { PriceField } from "./price-field";

type RefundPartProps = { booking: BookingDetails };

/** Gives back money of a paid booking that stays as it is; nothing for a booking of which no money is held. */
export function RefundPart({ booking }: RefundPartProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const { status, paymentStatus, totalAmount, refundedAmount } = booking;
  const most = totalAmount - refundedAmount;
  if (status !== "confirmed" || paymentStatus !== "paid" || most <= 0) return null;
  return (
    <>
      <Button variant="subtle" color="gray" size="sm" onClick={open}>
        Give money back
      </Button>
      <Modal opened={opened} onClose={close} title="Give money back?">
        <RefundForm booking={booking} most={most} onClose={close} />
      </Modal>
    </>
  );
}

type TypedRefund = { price: string; priceMeant: number | ""; reason: string };

function RefundForm({ booking, most, onClose }: RefundPartProps & { most: number; onClose: () => void }) {
  const { id, currency, attendee } = booking;
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const amountOf = ({ price, priceMeant }: TypedRefund) =>
    readPrice(price, currency, priceMeant === "" ? undefined : priceMeant);
  const form = useForm<TypedRefund>({
    initialValues: { price: "", priceMeant: "", reason: "" },
    validate: (values) => {
      const amount = amountOf(values);
      const wrongAmount = wrongPriceWords(amount, currency, "other") ?? tooMuchWords(amount, most, currency);
      const wrongReason = reasonError(values.reason);
      return {
        ...(wrongAmount !== undefined && { amount: wrongAmount }),
        ...(wrongReason !== null && { reason: wrongReason }),
      };
    },
  });
  const refund = trpc.booking.refund.useMutation({
    ...retryWithKey,
    async onSuccess() {
      settle();
      await refresh();
      onClose();
      answer(`The money is on its way back to ${attendee.name}; cash stands under “Refunds”.`);
    },
    async onError(error) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      form.setErrors(serverFieldErrors(error));
      await refresh();
    },
  });
  const start = useOneAtATime(refund);
  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, (values) => {
        const amount = amountOf(values);
        if (amount.kind !== "amount") return;
        const input = { id, amount: amount.amount, reason: values.reason };
        start({ ...input, idempotencyKey: keyFor(JSON.stringify(input)) });
      })}
    >
      <Stack gap="md">
        <Text>
          The booking and its tickets stay as they are. Up to {formatMoney(most, currency)} of what was paid
          can be given back.
        </Text>
        <PriceField
          label="Amount"
          description={`In ${currency}.`}
          value={form.values}
          currency={currency}
          existing={undefined}
          onChange={(price) => {
            form.setValues(price);
            form.clearFieldError("amount");
          }}
          error={form.errors.amount}
        />
        <ReasonField
          value={form.values.reason}
          onChange={(reason) => form.setFieldValue("reason", reason)}
          error={form.errors.reason}
          readBy="The attendee reads it."
        />
        <FormError error={refund.error} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <WorkButton
            type="submit"
            label="Give money back"
            workingLabel="Giving back…"
            isWorking={refund.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}

function tooMuchWords(
  amount: ReturnType<typeof readPrice>,
  most: number,
  currency: string,
): string | undefined {
  if (amount.kind !== "amount") return undefined;
  if (amount.amount === 0) return "Enter more than nothing.";
  return amount.amount > most ? `At most ${formatMoney(most, currency)} can be given back.` : undefined;
}
