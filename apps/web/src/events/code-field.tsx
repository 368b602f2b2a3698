import { typedCode } from "@foyer/contract/discount-code";
import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { errorMessage } from "../api/error-message";
import row from "../shared/row-actions.module.css";
import { WorkButton } from "../shared/work-button";
import classes from "./code-field.module.css";
import { codeNotAppliedWords, codeWords } from "./code-words";
import type { useDiscountCode } from "./use-discount-code";

type CodeFieldProps = {
  event: EventDetails;
  /** The kinds that are shown, those included that the code opens. */
  types: readonly TicketTypeView[];
  /** The code that is used, from the URL. */
  code: string | undefined;
  discount: ReturnType<typeof useDiscountCode>;
  /** Whether it applies to what is chosen; undefined while nothing is. */
  isApplied: boolean | undefined;
  /** The error of booking, if the code caused it. */
  bookingError: unknown;
  onUse: (code: string | undefined) => void;
};

/** The field for a discount code, folded away until it is needed. */
export function CodeField({ event, types, code, discount, isApplied, bookingError, onUse }: CodeFieldProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState(code ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const wasAsked = useRef(false);
  const { checked, error: checkError } = discount;
  const isUsed = checked !== undefined && typed === code;

  // A refusal leads back to the field; not on arrival by a link with a code.
  useEffect(() => {
    if (checkError !== null && wasAsked.current) field.current?.focus();
  }, [checkError]);
  useEffect(() => {
    if (bookingError != null) field.current?.focus();
  }, [bookingError]);

  if (!isOpen && code === undefined) {
    return (
      <div className={row.actions}>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            setIsOpen(true);
            requestAnimationFrame(() => field.current?.focus());
          }}
        >
          I have a code
        </Button>
      </div>
    );
  }
  const refusal = bookingError ?? (typed === code ? checkError : null);
  const problem = wrong ?? (refusal == null ? null : errorMessage(refusal));
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (isUsed) {
          setTyped("");
          setIsOpen(true);
          onUse(undefined);
          field.current?.focus();
          return;
        }
        const parsed = typedCode.safeParse(typed);
        setWrong(parsed.success ? null : "Write your code.");
        if (!parsed.success) return field.current?.focus();
        wasAsked.current = true;
        setTyped(parsed.data);
        if (parsed.data === code) discount.again();
        else onUse(parsed.data);
      }}
    >
      <TextInput
        ref={field}
        label="Code"
        value={typed}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={80}
        error={problem}
        onChange={(change) => {
          setTyped(change.currentTarget.value);
          setWrong(null);
        }}
        inputContainer={(input) => (
          <div className={classes.row}>
            <div className={classes.field}>{input}</div>
            <WorkButton
              type="submit"
              variant="default"
              label={isUsed ? "Remove code" : "Use code"}
              workingLabel="Checking…"
              isWorking={discount.isChecking}
            />
          </div>
        )}
      />
      <p role="status" className={classes.result}>
        {checked !== undefined && isUsed && problem === null && (
          <>
            {codeWords(checked, types, event.currency)}
            {isApplied === false && ` ${codeNotAppliedWords(checked, types)}`}
          </>
        )}
      </p>
    </form>
  );
}
