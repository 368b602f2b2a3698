import { createForSomebodyInput } from "@foyer/contract/booking";
import type { EventView } from "@foyer/contract/event";
import { formatMoney } from "@foyer/contract/money";
import type { QuestionView } from "@foyer/contract/question";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRef } from "react";
import { errorCodeOf } from "../api/error-message";
import { bookLabel } from "../bookings/booking-words";
import { hasBreakdown, PriceBreakdown } from "../bookings/price-breakdown";
import { CodeField } from "../events/code-field";
import { errorPlace } from "../events/error-place";
import { EmptyState } from "../shared/empty-state";
import { valueError } from "../shared/field-errors";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { FormError } from "../shared/form-error";
import { ButtonLink } from "../shared/links";
import { useNow } from "../shared/now";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { whenIn } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import classes from "./by-hand.module.css";
import { ChooseByHand } from "./choose-by-hand";
import { QuestionsByHand } from "./questions-by-hand";
import { latecomersWords, whyNoSale } from "./sale-by-hand";
import { SaleError, saleErrorWords } from "./sale-error";
import { type ForWhom, useAddBooking } from "./use-add-booking";
import { ticketsOfOrder, useAnswersByHand } from "./use-answers-by-hand";
import { useSaleByHand } from "./use-sale-by-hand";

type AddBookingProps = {
  event: EventView;
  kinds: readonly TicketTypeFigures[];
  questions: readonly QuestionView[];
};

type Typed = { name: string; email: string; reason: string };

const { name: nameField, email: emailField, reason: reasonField } = createForSomebodyInput.shape;

/** Books for somebody who wrote, called or came by: tickets, whom they are for, and what is owed for them. */
export function AddBooking({ event, kinds, questions }: AddBookingProps) {
  const now = useNow();
  const hasBegun = event.dateTime <= now;
  const sale = useSaleByHand(event, kinds, now);
  const tickets = useRef<HTMLElement>(null);
  const form = useForm<Typed>({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", reason: "" },
    validate: {
      name: (value) => valueError(nameField, value),
      email: (value) => optionalError(emailField, value),
      reason: (value) => optionalError(reasonField, value),
    },
  });
  const asked = ticketsOfOrder(sale.order);
  const answers = useAnswersByHand(questions, asked);
  const fields = useRef<HTMLFormElement>(null);
  const booking = useAddBooking(event, (error) => form.setErrors(refusedFields(error, hasBegun)));
  const why = whyNoSale(event, kinds, now);
  // What is typed stays where it turned out only now that there are no tickets.
  if (why !== undefined && booking.error === null) {
    return (
      <EmptyState
        title="No booking can be added"
        action={
          <ButtonLink to="/manage/$eventId/attendees" params={{ eventId: event.id }} variant="default">
            Back to the attendees
          </ButtonLink>
        }
      >
        {why}
      </EmptyState>
    );
  }
  const { order, types, discount, code } = sale;
  const late = latecomersWords(event, now);
  const { currency } = event;
  const isNothing = order.ticketQuantity === 0;
  const canCost = types.length > 0 ? types.some(({ price }) => price > 0) : event.price > 0;
  const place = errorPlace(booking.error, types);
  const refusedAnswers = answers.refusedBy(booking.error);
  const refused = { ...refusedFields(booking.error, hasBegun), ...refusedAnswers };
  return (
    <div className={classes.columns}>
      <section ref={tickets} aria-labelledby="by-hand-tickets" className={classes.part}>
        <h3 id="by-hand-tickets" className={classes.heading}>
          Tickets
        </h3>
        {late !== undefined && why === undefined && <p className={classes.owed}>{late}</p>}
        {why === undefined && (
          <ChooseByHand sale={sale} now={now} error={booking.error} onChange={booking.forgetError} />
        )}
        {(canCost || code !== undefined) && (
          <CodeField
            event={sale.event}
            types={types}
            code={code}
            discount={discount}
            isApplied={isNothing ? undefined : order.discountCode !== null}
            bookingError={place.kind === "code" ? booking.error : null}
            onUse={(used) => {
              booking.forgetError();
              sale.setCode(used);
            }}
          />
        )}
      </section>
      <form
        ref={fields}
        noValidate
        aria-labelledby="by-hand-person"
        className={classes.part}
        onSubmit={submitOrShowInvalid(form, (values) => {
          if (isNothing || why !== undefined) return;
          const entered = answers.read();
          if (entered !== undefined) {
            const given = entered.map(({ answer }) => answer);
            booking.add(order, whomOf(values), given);
          } else if (fields.current) focusFirstInvalid(fields.current);
        })}
      >
        <h3 id="by-hand-person" className={classes.heading}>
          For whom
        </h3>
        <TextInput
          label="Name"
          description="As it stands on your list and at the door."
          autoComplete="off"
          required
          withAsterisk={false}
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <TextInput
          label="Email"
          description="Optional. The tickets are mailed there. Without one nothing is mailed, and the door finds the booking by name."
          type="email"
          autoComplete="off"
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <Textarea
          label="Reason"
          description="Optional. Kept with the booking, for those who run the event."
          autosize
          minRows={2}
          key={form.key("reason")}
          {...form.getInputProps("reason")}
        />
        {!isNothing && <QuestionsByHand tickets={asked} answers={answers} refused={refusedAnswers} />}
        <Stack gap="sm">
          {!isNothing &&
            (hasBreakdown(order) ? (
              <PriceBreakdown {...order} currency={currency} />
            ) : (
              <p className={classes.total}>
                {order.totalAmount === 0 ? "Free" : formatMoney(order.totalAmount, currency)}
              </p>
            ))}
          {!isNothing && <p className={classes.owed}>{owedWords(order.totalAmount, event, now)}</p>}
        </Stack>
        {booking.error !== null &&
          place.kind === "form" &&
          (Object.keys(refused).length > 0 ? (
            <FormError error={booking.error} refused={refused} />
          ) : (
            <SaleError error={booking.error} expected={booking.expected} />
          ))}
        {why === undefined ? (
          <WorkButton
            type={isNothing ? "button" : "submit"}
            {...(isNothing && { variant: "default" })}
            label={isNothing ? "Choose tickets" : bookLabel({ ...order, currency })}
            workingLabel={discount.isUnknown ? "Checking the code…" : "Booking…"}
            isWorking={booking.isWorking || discount.isUnknown}
            onClick={() => {
              if (isNothing) tickets.current?.querySelector<HTMLElement>("button:enabled")?.focus();
            }}
          />
        ) : (
          <p className={classes.owed}>{why}</p>
        )}
      </form>
    </div>
  );
}

function optionalError(schema: Parameters<typeof valueError>[0], value: string): string | null {
  return value.trim() === "" ? null : valueError(schema, value);
}

function whomOf({ name, email, reason }: Typed): ForWhom {
  return {
    name,
    ...(email.trim() !== "" && { email }),
    ...(reason.trim() !== "" && { reason }),
  };
}

/** The fields that an error is about, with what is wrong. */
function refusedFields(error: unknown, hasBegun: boolean): Record<string, string> {
  const code = errorCodeOf(error);
  const words = saleErrorWords(error, hasBegun);
  if (words !== undefined && (code === "BOOKING_ALREADY_ACTIVE" || code === "EMAIL_TAKEN")) {
    return { email: words };
  }
  const { name, email, reason } = serverFieldErrors(error);
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(reason !== undefined && { reason }),
  };
}

/** How what it costs is paid. */
function owedWords(totalAmount: number, { cashDueAt, timeZone }: EventView, now: Date): string {
  if (totalAmount === 0) return "It is confirmed at once.";
  return cashDueAt !== null && cashDueAt > now
    ? `It is confirmed at once, and has to be paid in cash by ${whenIn(cashDueAt, timeZone)}, or its tickets go back.`
    : "It is confirmed at once, and paid in cash. Mark it as paid on its page once you have the money.";
}
