import { SANDBOX_TOKENS, type SandboxToken } from "@foyer/contract/payment";
import { Text } from "@mantine/core";
import { useState } from "react";
import { ChoiceList } from "../shared/choice-list";
import { WorkButton } from "../shared/work-button";
import { PayBar, type PayBarBooking } from "./pay-bar";
import classes from "./payment-form.module.css";
import { isSandboxToken, tokenWords } from "./sandbox-words";

type SandboxFormProps = {
  booking: PayBarBooking;
  payLabel: string;
  isWorking: boolean;
  isChanging: boolean;
  onToken: (token: SandboxToken) => Promise<void>;
};

const TOKENS = Object.keys(SANDBOX_TOKENS).filter(isSandboxToken);

/** Replaces the card form for the sandbox: the user chooses the outcome. */
export function SandboxForm({ booking, payLabel, isWorking, isChanging, onToken }: SandboxFormProps) {
  const [token, setToken] = useState<SandboxToken>("tok_ok");
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWorking && !isChanging) void onToken(token);
      }}
    >
      <div className={classes.test}>
        <Text mb="md">
          <strong>This is a test.</strong> No money moves, and no card is asked for. Choose what the payment
          does.
        </Text>
        <ChoiceList
          legend="Test number"
          options={TOKENS.map((value) => ({
            value,
            label: tokenWords(value),
            hint: <code className={classes.token}>{value}</code>,
          }))}
          value={token}
          onChange={setToken}
          isDisabled={isWorking}
        />
      </div>
      <PayBar booking={booking}>
        <WorkButton
          fullWidth
          type="submit"
          label={payLabel}
          workingLabel={isChanging ? "Changing…" : "Paying…"}
          isWorking={isWorking || isChanging}
        />
      </PayBar>
    </form>
  );
}
