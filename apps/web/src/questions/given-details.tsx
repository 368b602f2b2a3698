import type { BookingView } from "@foyer/contract/booking";
import type { AnswerView, BookingAnswers, QuestionView } from "@foyer/contract/question";
import { useId } from "react";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { useNow } from "../shared/now";
import { Typed } from "../shared/typed";
import classes from "./details-form.module.css";
import { isAsked } from "./held-details";

/** An answer as people read it. */
function answerWords({ type }: QuestionView, { value }: AnswerView): string {
  if (typeof value === "boolean") {
    if (type === "consent") return value ? "Agreed" : "Not agreed";
    return value ? "Yes" : "No";
  }
  return Array.isArray(value) ? value.join(", ") : value;
}

type DetailsListProps = {
  details: BookingAnswers;
  /** False where the names stand elsewhere. */
  hasNames?: boolean;
};

/** The answers for a whole booking, then each ticket's name and answers. */
export function DetailsList({ details, hasNames = true }: DetailsListProps) {
  const { answers, tickets } = details;
  const named = hasNames ? tickets.filter(({ holderName }) => holderName !== null) : [];
  const numbers = new Set(
    [...named.map(({ number }) => number), ...answers.flatMap(({ ticketNumber }) => ticketNumber ?? [])].sort(
      (one, other) => one - other,
    ),
  );
  return (
    <>
      {answers.some(({ ticketNumber }) => ticketNumber === null) && (
        <dl className={classes.answers}>
          <Answers details={details} ticketNumber={null} />
        </dl>
      )}
      {[...numbers].map((number) => (
        <TicketDetails key={number} details={details} number={number} hasNames={hasNames} />
      ))}
    </>
  );
}

type TicketDetailsProps = { details: BookingAnswers; number: number; hasNames: boolean };

function TicketDetails({ details, number, hasNames }: TicketDetailsProps) {
  const id = useId();
  const ticket = [...details.tickets, ...details.heldTickets].find((one) => one.number === number);
  const email = ticket?.holderEmail ?? null;
  return (
    <>
      <h3 id={id} className={classes.ticketTitle}>
        Ticket {number}
        {ticket?.ticketType && (
          <>
            , <Typed>{ticket.ticketType.name}</Typed>
          </>
        )}
      </h3>
      <dl className={classes.answers} aria-labelledby={id}>
        {hasNames && ticket !== undefined && ticket.holderName !== null && (
          <div>
            <dt>Name on the ticket</dt>
            <dd>
              <Typed>{ticket.holderName}</Typed>
              {email !== null && (email === "" ? " (passed on)" : ` (passed on to ${email})`)}
            </dd>
          </div>
        )}
        <Answers details={details} ticketNumber={number} />
      </dl>
    </>
  );
}

/** The answers about one ticket, or, with null, about the whole booking. */
function Answers({ details, ticketNumber }: { details: BookingAnswers; ticketNumber: number | null }) {
  const about = details.answers.filter((answer) => answer.ticketNumber === ticketNumber);
  return details.questions.flatMap((question) =>
    about
      .filter(({ questionId }) => questionId === question.id)
      .map((answer) => (
        <div key={question.id}>
          <dt>
            <Typed>{question.label}</Typed>
          </dt>
          <dd>
            <Typed>{answerWords(question, answer)}</Typed>
          </dd>
        </div>
      )),
  );
}

/** What was answered for a booking, on its page, with the way to change it. */
export function GivenDetails({ booking }: { booking: Pick<BookingView, "id" | "status"> }) {
  const details = trpc.booking.answers.useQuery({ id: booking.id });
  const now = useNow();
  if (details.isLoadingError) {
    return (
      <ErrorNotice
        title="The names and answers could not be loaded."
        error={details.error}
        onRetry={() => void details.refetch()}
      />
    );
  }
  if (!details.data || !(isAsked(details.data) || details.data.answers.length > 0)) return null;
  const { missing, tickets } = details.data;
  // Those about tickets that are held in addition are asked for where these are paid.
  const lacksAnswers = missing.some(
    ({ ticketNumber }) => ticketNumber === undefined || tickets.some(({ number }) => number === ticketNumber),
  );
  const mayChange = booking.status === "confirmed" && now < details.data.editableUntil;
  return (
    <section aria-label="Names and answers">
      <h2 className={classes.heading}>Names and answers</h2>
      <DetailsList details={details.data} />
      {lacksAnswers && mayChange && (
        <p className={classes.missing}>The organizer asks something that is not answered yet.</p>
      )}
      {mayChange && (
        <ButtonLink
          to="/bookings/$bookingId/details"
          params={{ bookingId: booking.id }}
          {...(!lacksAnswers && { variant: "default" })}
        >
          {lacksAnswers ? "Answer the questions" : "Change names and answers"}
        </ButtonLink>
      )}
    </section>
  );
}
