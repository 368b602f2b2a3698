import type { BookingAtDoor } from "@foyer/contract/admission";
import { isolated } from "@foyer/contract/characters";
import { Button } from "@mantine/core";
import { useState } from "react";
import { errorCodeOf, isNoAnswer } from "../api/error-message";
import { BookingStatusMark } from "../bookings/booking-status";
import { TakeCash } from "../manage/cash-question";
import { ActionMessageArea } from "../shared/action-messages";
import { CheckList } from "../shared/check-list";
import { counted } from "../shared/counted";
import { EmailText } from "../shared/email-text";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { Notice } from "../shared/notice";
import { Typed } from "../shared/typed";
import { WorkButton } from "../shared/work-button";
import classes from "./find-booking.module.css";
import { refusalOf } from "./send-operation";
import { type Admission, useAdmission } from "./use-admission";
import type { Cues } from "./use-cues";
import { dueWords, momentWords, refusalWords, ticketsWords } from "./verdict";

type FoundBookingProps = {
  eventId: string;
  booking: BookingAtDoor;
  /** Whether it is the only one found, so that admitting it is what comes next. */
  isOnly: boolean;
  /** Whether the event is cancelled, so that nobody is admitted. */
  isVoid: boolean;
  now: Date;
  timeZone: string;
  play: Cues["play"];
  onPaid: (bookingId: string) => void;
};

/** A booking that was found at the door: who, which tickets are inside, what is due, and the buttons for it. */
export function FoundBooking(props: FoundBookingProps) {
  const { eventId, booking, isOnly, isVoid, now, timeZone, play, onPaid } = props;
  const { id, status, attendeeName, attendeeEmail, tickets, currency, amountDue } = booking;
  const admission = useAdmission(eventId, id, play);
  const inside = tickets.filter(({ admittedAt }) => admittedAt !== null);
  const due = dueWords({ amountDue, currency });
  return (
    <li className={classes.booking}>
      <ActionMessageArea className={classes.content}>
        <div className={classes.who}>
          <h3 className={classes.name}>
            <Typed>{attendeeName}</Typed>
          </h3>
          {status === "confirmed" ? (
            <span className={classes.inside}>
              {inside.length} of {tickets.length} inside
            </span>
          ) : (
            <BookingStatusMark status={status} />
          )}
          <span className={classes.soft}>
            <EmailText address={attendeeEmail} />
          </span>
          <TextLink
            to="/manage/$eventId/attendees/$bookingId"
            params={{ eventId, bookingId: id }}
            size="sm"
            className={classes.soft}
            aria-label={`Open the booking of ${isolated(attendeeName)}`}
          >
            Open the booking
          </TextLink>
        </div>
        {status !== "confirmed" && <p className={classes.line}>{WHY_NOT[status]}</p>}
        {booking.answers.map(({ question, answer }) => (
          <p key={`${question} ${answer}`} className={classes.line}>
            <Typed>{question}</Typed> <Typed>{answer}</Typed>
          </p>
        ))}
        <EndingNotice admission={admission} now={now} timeZone={timeZone} />
        {inside.length > 0 && (
          <ul className={classes.tickets} aria-label="Inside">
            {inside.map(({ number, admittedAt, admittedBy }) => (
              <li key={number} className={classes.ticket}>
                <span>
                  <strong>Ticket {number}</strong>{" "}
                  <span className={classes.soft}>
                    came in {admittedAt && momentWords(admittedAt, now, timeZone)}, let in by{" "}
                    <Typed>{admittedBy ?? "somebody"}</Typed>
                  </span>
                </span>
                <Button
                  variant="default"
                  size="sm"
                  aria-label={`Undo ticket ${number}`}
                  onClick={() => admission.takeBack([number])}
                >
                  Undo
                </Button>
              </li>
            ))}
          </ul>
        )}
        {due && (
          <div className={classes.cash}>
            <p className={classes.due}>{due}</p>
            <TakeCash
              booking={{ id, amount: amountDue, currency, attendeeName }}
              onTaken={() => onPaid(id)}
            />
          </div>
        )}
        {!isVoid && <AdmitSome booking={booking} isOnly={isOnly} admission={admission} />}
      </ActionMessageArea>
    </li>
  );
}

const WHY_NOT = {
  pending: "Not paid for yet, so it has no tickets. Do not admit.",
  cancelled: "This booking was cancelled, so its tickets are void. Do not admit.",
} as const;

type AdmitSomeProps = Pick<FoundBookingProps, "booking" | "isOnly"> & { admission: Admission };

/** The choice among the tickets that are not inside, all of them at first. */
function AdmitSome({ booking, isOnly, admission }: AdmitSomeProps) {
  const [left, setLeft] = useState<readonly string[]>([]);
  const missing = booking.tickets.filter(({ admittedAt }) => admittedAt === null);
  const numbers = missing.map(({ number }) => String(number));
  const chosen = numbers.filter((number) => !left.includes(number));
  if (missing.length === 0) return null;
  return (
    <>
      {booking.tickets.length > 1 && (
        <CheckList
          legend="Who is here"
          isBounded
          options={missing.map((ticket) => ({
            value: String(ticket.number),
            label: `Ticket ${ticket.number}`,
            hint: whoseWords(ticket),
          }))}
          values={chosen}
          onChange={(values) => setLeft(numbers.filter((number) => !values.includes(number)))}
        />
      )}
      <WorkButton
        variant={isOnly ? "filled" : "default"}
        label={chosen.length === 0 ? "Choose who is here" : `Admit ${counted(chosen.length, "ticket")}`}
        workingLabel="Admitting…"
        isWorking={admission.isWorking}
        disabled={chosen.length === 0}
        onClick={() => admission.admit(chosen.map(Number))}
      />
    </>
  );
}

/** What tells a ticket from the others of its booking. @example "Adult, Ann Li, Vegan" */
function whoseWords({ ticketType, holderName, answers }: BookingAtDoor["tickets"][number]): string {
  return [ticketType?.name, holderName, ...answers.map(({ answer }) => answer)]
    .flatMap((words) => (words ? isolated(words) : []))
    .join(", ");
}

type EndingProps = { admission: Admission; now: Date; timeZone: string };

/** How the last action on this booking ended, which takes the focus. */
function EndingNotice({ admission: { ending, takeBack }, now, timeZone }: EndingProps) {
  if (ending === undefined) return null;
  if (ending.kind === "failed") {
    const { action, error } = ending;
    const title = isNoAnswer(error)
      ? "No answer came"
      : action === "admit"
        ? "Not admitted"
        : "Not taken back";
    return <ErrorNotice title={title} error={error} words={doorWords(error, now, timeZone)} />;
  }
  const tickets = ticketsWords(ending.numbers);
  if (ending.action === "take-back") {
    return (
      <Notice tone="note" title="Taken back" answer={ending}>
        {tickets} may come in again.
      </Notice>
    );
  }
  return (
    <Notice tone="done" title="Admitted" answer={ending}>
      <div className={classes.ending}>
        {tickets}
        {ending.numbers.length > 1 && (
          <Button variant="default" size="sm" onClick={() => takeBack(ending.numbers)}>
            Undo all {ending.numbers.length}
          </Button>
        )}
      </div>
    </Notice>
  );
}

/** What the door says of a ticket that is refused; undefined where it is the same as everywhere. */
function doorWords(error: unknown, now: Date, timeZone: string): string | undefined {
  const reason = errorCodeOf(error);
  if (reason !== "ALREADY_CHECKED_IN" && reason !== "EVENT_CANCELLED") return undefined;
  return refusalWords(refusalOf(reason, error), now, timeZone);
}
