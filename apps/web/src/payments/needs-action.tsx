import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentView } from "@foyer/contract/payment";
import { Button, Stack, Text } from "@mantine/core";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";
import classes from "./held-checkout.module.css";
import { PayBar } from "./pay-bar";
import { useAskBankOnReturn } from "./use-ask-bank";

type NeedsActionProps = {
  booking: BookingDetails;
  payment: PaymentView;
  /** The user wants to pay another way. */
  onOtherWay: () => void;
};

/** The bank requires a step by the payer: on its own page, or here for the sandbox. */
export function NeedsAction({ booking, payment, onOtherWay }: NeedsActionProps) {
  useAskBankOnReturn(booking.id, payment.actionUrl !== null);
  const title = useFocusIfLost<HTMLHeadingElement>();
  const amount = formatMoney(payment.amount, payment.currency);
  return (
    <Stack gap="md">
      <h2 className={classes.question} ref={title} tabIndex={-1}>
        Your bank asks you to confirm {amount}
      </h2>
      {payment.actionUrl === null ? (
        <SandboxBank booking={booking} />
      ) : (
        <>
          <Text>You confirm it on your bank's page, and come back here by yourself.</Text>
          <PayBar booking={booking}>
            <Button component="a" href={payment.actionUrl} fullWidth>
              Go to your bank
            </Button>
          </PayBar>
        </>
      )}
      <Button variant="subtle" color="gray" onClick={onOtherWay}>
        Pay another way
      </Button>
    </Stack>
  );
}

function SandboxBank({ booking }: { booking: BookingDetails }) {
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const answer = trpc.payment.answerSandbox.useMutation({
    async onSuccess(answered) {
      utils.booking.byId.setData({ id: booking.id }, (known) =>
        known && answered.id === known.id ? { ...known, ...answered } : known,
      );
      await refresh();
    },
    onError: refresh,
  });
  const start = useOneAtATime(answer);
  const working = answer.isPending ? answer.variables.answer : undefined;
  return (
    <>
      <Text>This is a test: Foyer plays the bank. Answer as you would.</Text>
      {answer.isError && <ErrorNotice error={answer.error} />}
      <PayBar booking={booking}>
        <WorkButton
          fullWidth
          label="Confirm payment"
          workingLabel="Confirming…"
          isWorking={working === "approve"}
          onClick={() => start({ id: booking.id, answer: "approve" })}
        />
      </PayBar>
      <WorkButton
        fullWidth
        variant="default"
        label="Refuse payment"
        workingLabel="Refusing…"
        isWorking={working === "refuse"}
        onClick={() => start({ id: booking.id, answer: "refuse" })}
      />
    </>
  );
}
