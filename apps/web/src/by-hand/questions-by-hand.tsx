import { type AnswerDraft, askedQuestions, fieldOf } from "../questions/answer-draft";
import { AnswerField } from "../questions/answer-field";
import { CONSENT_WORDS } from "../questions/details-form";
import details from "../questions/details-form.module.css";
import { TicketFields } from "../questions/ticket-fields";
import classes from "./by-hand.module.css";
import type { AnswersByHand, OrderedTicket } from "./use-answers-by-hand";

type QuestionsByHandProps = {
  tickets: readonly OrderedTicket[];
  answers: AnswersByHand;
  /** What the server said of answers, by field. */
  refused: Readonly<Record<string, string>>;
};

/** What the event asks, for those who book for somebody and know the answers; nothing if it asks nothing of these tickets. */
export function QuestionsByHand({ tickets, answers, refused }: QuestionsByHandProps) {
  const { asksToAgree } = answers;
  const { ofBooking, ofTicket } = askedQuestions(answers.answerable, tickets);
  const perTicket = tickets.filter(({ number }) => ofTicket(number).length > 0);
  if (ofBooking.length === 0 && perTicket.length === 0 && !asksToAgree) return null;
  const fields = (list: typeof ofBooking) =>
    list.map((one) => {
      const field = fieldOf(one);
      return (
        <AnswerField
          key={field}
          // Nothing has to be known.
          question={{ ...one.question, isRequired: false }}
          value={answers.drafts[field] ?? null}
          error={Object.hasOwn(answers.errors, field) ? answers.errors[field] : refused[field]}
          onChange={(value: AnswerDraft) => answers.change(field, value)}
        />
      );
    });
  return (
    <fieldset className={details.ticket}>
      <legend className={`${classes.heading} ${details.legend}`}>Questions</legend>
      <p className={classes.owed}>
        What you leave out, the attendee can answer on the booking’s page.{asksToAgree && ` ${CONSENT_WORDS}`}
      </p>
      {fields(ofBooking)}
      {perTicket.map(({ number, ticketType }) => (
        <TicketFields key={number} number={number} ticketType={ticketType}>
          {fields(ofTicket(number))}
        </TicketFields>
      ))}
    </fieldset>
  );
}
