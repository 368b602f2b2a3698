import { Button, Input, Skeleton, Stack, Text } from "@mantine/core";
import type { Stripe } from "@stripe/stripe-js";
import { useEffect, useId, useState } from "react";
import { ErrorNotice } from "../shared/error-notice";
import { Notice } from "../shared/notice";
import { WorkButton } from "../shared/work-button";
import { CARD_FIELD_LABELS, type CardFieldName } from "./card-field-words";
import { loadCardForm } from "./load-card-form";
import { PayBar, type PayBarBooking } from "./pay-bar";
import classes from "./stripe-card-form.module.css";
import { type CardFields, useCardFields } from "./use-card-fields";

type StripeCardFormProps = {
  booking: PayBarBooking;
  publishableKey: string;
  /** The label of the button, such as "Pay EUR 50.00". */
  payLabel: string;
  /** Receives the payment method's id, `pm_…`. An error it throws is shown above the button. */
  onToken: (token: string) => Promise<void>;
  disabled?: boolean;
};

/** A card form of Stripe's fields: card data never reaches Foyer. */
export function StripeCardForm({
  booking,
  publishableKey,
  payLabel,
  onToken,
  disabled = false,
}: StripeCardFormProps) {
  const { stripe, hasFailed, tryAgain } = useStripe(publishableKey);
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [error, setError] = useState<unknown>();
  const card = useCardFields(stripe, disabled);

  async function pay() {
    if (isWorking || disabled) return;
    setIsWorking(true);
    setProblem(undefined);
    setError(undefined);
    try {
      const result = await card.readToken();
      if (result.kind === "refused") setProblem(result.problem);
      if (result.kind === "token") await onToken(result.token);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setIsWorking(false);
    }
  }

  if (hasFailed) return <NotLoaded onRetry={tryAgain} />;
  return (
    <form
      noValidate
      aria-label="Card"
      onSubmit={(event) => {
        event.preventDefault();
        void pay();
      }}
    >
      <Stack gap="md">
        <CardField name="number" card={card} isReady={stripe !== undefined} />
        <div className={classes.row}>
          <CardField name="expiry" card={card} isReady={stripe !== undefined} />
          <CardField name="cvc" card={card} isReady={stripe !== undefined} />
        </div>
        {problem !== undefined && (
          <Notice tone="error" answer={problem}>
            {problem}
          </Notice>
        )}
        {error !== undefined && <ErrorNotice error={error} title="The payment did not go through." />}
        <Text size="sm" c="dimmed">
          Stripe takes the payment. Foyer never sees your card's number.
        </Text>
        <PayBar booking={booking}>
          <WorkButton
            fullWidth
            type="submit"
            label={payLabel}
            workingLabel="Paying…"
            isWorking={isWorking}
            // Not disabled while working, so that the button keeps the focus.
            disabled={!isWorking && (disabled || stripe === undefined)}
          />
        </PayBar>
      </Stack>
    </form>
  );
}

/** Stripe's script, loaded when the form is first shown. */
function useStripe(publishableKey: string) {
  const [stripe, setStripe] = useState<Stripe>();
  const [hasFailed, setHasFailed] = useState(false);
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    let isGone = false;
    loadCardForm(publishableKey).then(
      (found) => !isGone && setStripe(found),
      () => !isGone && setHasFailed(true),
    );
    return () => {
      isGone = true;
    };
    // Each attempt loads it once more.
  }, [publishableKey, attempt]);
  const tryAgain = () => {
    setHasFailed(false);
    setAttempt(attempt + 1);
  };
  return { stripe, hasFailed, tryAgain };
}

function CardField({ name, card, isReady }: { name: CardFieldName; card: CardFields; isReady: boolean }) {
  const id = useId();
  const problem = card.problems[name];
  return (
    <Input.Wrapper id={id} label={CARD_FIELD_LABELS[name]} error={problem} errorProps={{ role: "alert" }}>
      {isReady ? (
        <Input
          component="div"
          id={id}
          ref={card.boxes[name]}
          error={problem !== undefined}
          classNames={{ input: classes.field }}
        />
      ) : (
        <Skeleton height={42} radius={6} />
      )}
    </Input.Wrapper>
  );
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice tone="error" title="The card form could not be loaded.">
      <Stack gap="sm" align="start">
        <Text>Check your connection, and that your browser does not block js.stripe.com.</Text>
        <Button variant="default" size="sm" onClick={onRetry}>
          Try again
        </Button>
      </Stack>
    </Notice>
  );
}
