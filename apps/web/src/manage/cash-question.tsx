import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";

/** A booking to be paid or refunded in cash, and how much of it, in minor units: what was given back before is no part of it. */
type CashBooking = { id: string; amount: number; currency: string; attendeeName: string };

type CashProps = {
  booking: CashBooking;
  size?: "sm" | "md";
  className?: string | undefined;
};

/** Marks a booking as paid in cash, after a confirmation. */
export function TakeCash({ onTaken, ...props }: CashProps & { onTaken?: () => void }) {
  const money = moneyOf(props.booking);
  const settled = useCashSettled(`${money} is marked as paid.`, onTaken);
  const mark = trpc.booking.markPaid.useMutation({ ...retryWithKey, ...settled.handlers });
  return (
    <CashQuestion
      {...props}
      label={`Mark ${money} as paid`}
      question={`Did ${isolated(props.booking.attendeeName)} pay ${money} in cash?`}
      words={`The booking is then paid, and ${money} counts as revenue. This cannot be undone.`}
      dismissLabel="Not paid yet"
      workingLabel="Marking…"
      mark={mark}
      keyFor={settled.keyFor}
    />
  );
}

/** Marks all cash of a booking that is due back as returned, after a confirmation. */
export function ReturnCash(props: CashProps) {
  const money = moneyOf(props.booking);
  const settled = useCashSettled(`${money} is marked as given back.`);
  const mark = trpc.booking.markRefunded.useMutation({ ...retryWithKey, ...settled.handlers });
  return (
    <CashQuestion
      {...props}
      label={`Mark ${money} as given back`}
      question={`Did you give ${money} back to ${isolated(props.booking.attendeeName)}?`}
      words={`They are told by mail that they got ${money} back. This cannot be undone.`}
      dismissLabel="Not given back yet"
      workingLabel="Marking…"
      mark={mark}
      keyFor={settled.keyFor}
    />
  );
}

function moneyOf({ amount, currency }: CashBooking): string {
  return formatMoney(amount, currency);
}

function useCashSettled(message: string, onDone?: () => void) {
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const handlers = {
    async onSuccess() {
      settle();
      onDone?.();
      await refresh();
      answer(message);
    },
    async onError(error: unknown) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  };
  return { keyFor, handlers };
}

type Marking = {
  mutate(
    input: { id: string; idempotencyKey: string },
    options: { onSuccess?: () => void; onSettled: () => void },
  ): void;
  isPending: boolean;
  isError: boolean;
  error: unknown;
};

type CashQuestionProps = CashProps & {
  label: string;
  workingLabel: string;
  question: string;
  /** The consequence of confirming. */
  words: string;
  dismissLabel: string;
  mark: Marking;
  keyFor: (intent: string) => string;
};

function CashQuestion({
  booking,
  size = "md",
  className,
  label,
  workingLabel,
  question,
  words,
  dismissLabel,
  mark,
  keyFor,
}: CashQuestionProps) {
  const [asking, { open, close }] = useDisclosure(false);
  const start = useOneAtATime(mark);
  return (
    <>
      <Button variant="default" size={size} {...(className ? { className } : {})} onClick={open}>
        {label}
      </Button>
      <QuestionDialog
        opened={asking}
        onClose={close}
        title={question}
        keepLabel={dismissLabel}
        label={label}
        workingLabel={workingLabel}
        work={mark}
        onConfirm={() => start({ id: booking.id, idempotencyKey: keyFor(booking.id) })}
        isHarmless
      >
        {words}
      </QuestionDialog>
    </>
  );
}
