import type { BookingDetails, BookingWithPayments, ChangePreview } from "@foyer/contract/booking";
import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { TicketStepper } from "../../events/ticket-stepper";
import { DialogActions } from "../../shared/dialog-actions";
import { ErrorNotice } from "../../shared/error-notice";
import { focusFirstInvalid } from "../../shared/focus-first-invalid";
import { ReasonField, reasonError } from "../../shared/reason-field";
import { Typed } from "../../shared/typed";
import { WorkButton } from "../../shared/work-button";
import { BookingError } from "../booking-error";
import classes from "./change-tickets.module.css";
import {
  CHOOSE_WORDS,
  changeErrorWords,
  changeLabel,
  type Direction,
  kindHint,
  previewWords,
  type Reader,
} from "./change-words";
import { useChangeTickets } from "./use-change-tickets";
import {
  afterStep,
  isAnyChange,
  isAnyLeft,
  type KindChoice,
  mostOfChoice,
  toRequest,
  type Wanted,
  wantedOf,
} from "./wanted-tickets";

export type ChangeFormProps = {
  booking: BookingDetails;
  direction: Direction;
  reader: Reader;
  choices: readonly KindChoice[];
  /** The most tickets in all, where each choice alone does not say it. */
  most?: number;
  /** Called with what the preview said once the change was made, or its tickets are held until they are paid. */
  onChanged: (changed: BookingWithPayments, preview: ChangePreview | undefined) => void;
  onClose: () => void;
};

/** Chooses tickets of each kind, says what it comes to, and makes the change. */
export function ChangeForm(props: ChangeFormProps) {
  const { booking, direction, reader, choices, most = Number.POSITIVE_INFINITY, onChanged, onClose } = props;
  const [wanted, setWanted] = useState<Wanted>(new Map());
  const [reason, setReason] = useState("");
  const [wrongReason, setWrongReason] = useState<string | null>(null);
  const isChange = isAnyChange(choices, wanted) && isAnyLeft(choices, wanted);
  const change = useChangeTickets(
    booking,
    isChange ? toRequest(booking, choices, wanted) : undefined,
    (changed) => onChanged(changed, change.preview),
  );
  const isNoneOffered = choices.every(({ min, max }) => max <= min);
  if (isNoneOffered) return <p className={classes.preview}>No more tickets can be had at the moment.</p>;

  const step = (choice: KindChoice, quantity: number) => {
    change.forgetError();
    const next = afterStep(choice, wantedOf(wanted, choice), quantity);
    setWanted(new Map(wanted).set(choice.id, next));
  };
  function words(): string {
    if (change.preview !== undefined) return previewWords(change.preview, booking.paymentMethod, reader);
    if (change.isPreviewing) return "Computing what it comes to…";
    return isChange ? "" : CHOOSE_WORDS[reader][direction];
  }
  function submit(form: HTMLFormElement): void {
    const wrong = reader === "organizer" ? reasonError(reason) : null;
    setWrongReason(wrong);
    if (wrong !== null) focusFirstInvalid(form);
    else change.start(reader === "organizer" ? reason : undefined);
  }
  return (
    <form
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        submit(submitted.currentTarget);
      }}
    >
      <Stack gap="md">
        <ul className={classes.kinds}>
          {choices.map((choice) => (
            <li key={choice.id} className={classes.kind}>
              <div>
                <p className={classes.name}>
                  {choice.name === null ? "Tickets" : <Typed>{choice.name}</Typed>}
                </p>
                <p className={classes.hint}>
                  {kindHint(
                    { ...choice, wanted: wantedOf(wanted, choice), isFull: choice.max <= choice.min },
                    booking.currency,
                    { direction, reader },
                  )}
                </p>
              </div>
              <TicketStepper
                quantity={wantedOf(wanted, choice)}
                min={choice.min}
                max={mostOfChoice(choice, choices, { wanted, most })}
                {...(choice.name !== null && { of: choice.name })}
                onChange={(quantity) => step(choice, quantity)}
              />
            </li>
          ))}
        </ul>
        <p className={classes.preview} role="status">
          {words()}
        </p>
        {reader === "organizer" && (
          <ReasonField
            value={reason}
            onChange={(typed) => {
              setReason(typed);
              setWrongReason(null);
            }}
            error={wrongReason}
            readBy="The attendee reads it."
          />
        )}
        {change.previewError && !change.error && (
          <ErrorNotice error={change.previewError} words={changeErrorWords(change.previewError, reader)} />
        )}
        {change.error && (
          <BookingError
            error={change.error}
            expected={change.expected}
            nothing="Nothing was changed."
            words={changeErrorWords(change.error, reader)}
          />
        )}
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Keep it as it is
          </Button>
          <WorkButton
            type="submit"
            label={changeLabel(change.preview, direction)}
            workingLabel="Changing…"
            isWorking={change.isWorking}
            disabled={change.preview === undefined}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
