import type { BookingDetails } from "@foyer/contract/booking";
import type { BookingAnswers, QuestionView } from "@foyer/contract/question";
import { Button, Skeleton, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { PayBar } from "../payments/pay-bar";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import row from "../shared/row-actions.module.css";
import { DetailsForm } from "./details-form";
import classes from "./details-form.module.css";

type HeldDetailsProps = {
  booking: BookingDetails;
  /** Whether only tickets that are held in addition are asked for. */
  isAddition?: boolean;
  /** Why the last payment failed, if it did. */
  payError: unknown;
  /** What follows once everything is answered: the payment. */
  children: ReactNode;
};

/** Whether a booking is asked anything. */
export function isAsked({ questions, asksForNames }: BookingAnswers): boolean {
  return asksForNames || questions.some(({ isClosed }) => !isClosed);
}

/** What is asked about tickets that are held in addition, and not about those that the booking has: their names come later. */
export function detailsOfAddition(details: BookingAnswers): BookingAnswers {
  const { tickets, heldTickets, questions, missing } = details;
  const isFor = ({ ticketTypeIds }: QuestionView, asked: BookingAnswers["tickets"]) =>
    ticketTypeIds.length === 0 ||
    asked.some(({ ticketType }) => ticketTypeIds.some((id) => id === ticketType?.id));
  const brought = questions.filter((question) =>
    question.per === "ticket" ? isFor(question, heldTickets) : !isFor(question, tickets),
  );
  return {
    ...details,
    tickets: heldTickets,
    heldTickets: [],
    questions: brought,
    asksForNames: false,
    missing: missing.filter(
      ({ questionId, ticketNumber }) =>
        brought.some(({ id }) => id === questionId) &&
        (ticketNumber === undefined || heldTickets.some(({ number }) => number === ticketNumber)),
    ),
  };
}

/** The step of the checkout that comes before paying: names and answers, where the event asks for them. */
export function HeldDetails({ booking, payError, isAddition = false, children }: HeldDetailsProps) {
  const { id } = booking;
  const details = trpc.booking.answers.useQuery({ id });
  const { refetch } = details;
  const [isDone, setIsDone] = useState(false);
  const lacksAnswers = errorCodeOf(payError) === "ANSWERS_MISSING";
  // A question may have been added meanwhile.
  useEffect(() => {
    if (lacksAnswers) void refetch();
  }, [lacksAnswers, refetch]);

  if (details.isPending) {
    return (
      <Loading size="line">
        <Skeleton height={44} />
        <Skeleton height={44} mt={16} />
      </Loading>
    );
  }
  if (details.isLoadingError) {
    return (
      <ErrorNotice
        title="What the event asks could not be loaded."
        error={details.error}
        onRetry={() => void refetch()}
      />
    );
  }
  const asked = isAddition ? detailsOfAddition(details.data) : details.data;
  if (!isAsked(asked)) return children;
  if (isDone && asked.missing.length === 0) {
    return (
      <>
        <div className={classes.given}>
          <Text>Your answers are saved.</Text>
          <span className={row.actions}>
            <Button variant="subtle" color="gray" size="sm" onClick={() => setIsDone(false)}>
              Change answers
            </Button>
          </span>
        </div>
        {children}
      </>
    );
  }
  return (
    <DetailsForm
      // Tickets and questions may change while the page is open.
      key={formKey(asked)}
      bookingId={id}
      details={asked}
      label="Save and go on"
      onSaved={() => setIsDone(true)}
      bar={(button) => <PayBar booking={booking}>{button}</PayBar>}
    />
  );
}

/** Another one once other tickets are held, or something else is asked. */
function formKey({ tickets, questions }: BookingAnswers): string {
  const ofTickets = tickets.map(({ number, ticketType }) => `${number} ${ticketType?.id ?? ""}`);
  return [...ofTickets, ...questions.map(({ id }) => id)].join(" ");
}
