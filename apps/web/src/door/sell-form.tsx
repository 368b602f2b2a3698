import type { EventView } from "@foyer/contract/event";
import { formatMoney } from "@foyer/contract/money";
import { ticketClaims } from "@foyer/contract/ticket-code";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { personName } from "@foyer/contract/user";
import { Checkbox, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { bookLabel, ticketsWords } from "../bookings/booking-words";
import { ChooseByHand } from "../by-hand/choose-by-hand";
import { latecomersWords, WALK_IN, whyNoSale } from "../by-hand/sale-by-hand";
import { SaleError } from "../by-hand/sale-error";
import { useSaleByHand } from "../by-hand/use-sale-by-hand";
import { errorPlace } from "../events/error-place";
import { requestOf } from "../events/order";
import { valueError } from "../shared/field-errors";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { serverFieldErrors } from "../shared/server-issues";
import { WorkButton } from "../shared/work-button";
import classes from "./sell-at-door.module.css";
import type { useSell } from "./use-sell";

type SellFormProps = {
  event: EventView;
  kinds: readonly TicketTypeFigures[];
  now: Date;
  selling: ReturnType<typeof useSell>;
  isReachable: boolean;
};

/** Which tickets, what to take for them, and whether their holders come in at once. */
export function SellForm({ event, kinds, now, selling, isReachable }: SellFormProps) {
  const choice = useSaleByHand(event, kinds, now);
  const [name, setName] = useState("");
  const [wrongName, setWrongName] = useState<string | null>(null);
  const [isAdmitted, setIsAdmitted] = useState(true);
  const form = useFocusIfLost<HTMLFormElement>();
  const nameField = useRef<HTMLInputElement>(null);
  const { sale } = selling;
  const error = sale.kind === "refused" ? sale.error : null;
  const why = whyNoSale(event, kinds, now);
  if (why !== undefined && error === null) return <NoSale why={why} />;
  const { order, types } = choice;
  const late = latecomersWords(event, now);
  const amounts = { ...order, currency: event.currency };
  const isNothing = order.ticketQuantity === 0;
  const isFree = order.totalAmount === 0;
  const nameError = wrongName ?? serverFieldErrors(error).name ?? null;
  const isAboutForm = errorPlace(error, types).kind !== "type" && nameError === null;

  function sell() {
    if (isNothing) {
      form.current?.querySelector<HTMLElement>("fieldset button:enabled")?.focus();
      return;
    }
    const wrong = wrongNameWords(name);
    setWrongName(wrong);
    if (wrong !== null) {
      nameField.current?.focus();
      return;
    }
    selling.sell({
      booking: {
        eventId: event.id,
        ...requestOf(order),
        expectedTotalAmount: order.totalAmount,
        name: name.trim() === "" ? WALK_IN : name,
      },
      isAdmitted,
    });
  }

  return (
    <form
      ref={form}
      tabIndex={-1}
      noValidate
      aria-label="Sale"
      className={classes.form}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (!selling.isWorking && isReachable) sell();
      }}
    >
      {why === undefined && (
        <ChooseByHand sale={choice} now={now} error={error} onChange={selling.forgetRefusal} />
      )}
      <TextInput
        ref={nameField}
        label="Name"
        description="Optional."
        autoComplete="off"
        value={name}
        error={nameError}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value);
          setWrongName(null);
        }}
      />
      <Checkbox
        label="Admit at once"
        description="Otherwise the door finds them by name."
        checked={isAdmitted}
        onChange={({ currentTarget }) => setIsAdmitted(currentTarget.checked)}
      />
      {!isNothing && (
        <p className={classes.total}>
          {isFree ? "Nothing to pay" : `Take ${formatMoney(order.totalAmount, event.currency)} in cash`}
        </p>
      )}
      {error !== null && isAboutForm && (
        <SaleError error={error} expected={sale.kind === "refused" ? sale.expected : undefined} />
      )}
      {late !== undefined && why === undefined && <p className={classes.line}>{late}</p>}
      {why === undefined ? (
        <WorkButton
          type="submit"
          size="lg"
          fullWidth
          {...(isNothing && { variant: "default" })}
          label={isNothing ? "Choose tickets" : isFree ? bookLabel(amounts) : `Sell ${ticketsWords(amounts)}`}
          workingLabel="Selling…"
          isWorking={selling.isWorking}
          disabled={!isReachable}
        />
      ) : (
        <p className={classes.line}>{why}</p>
      )}
    </form>
  );
}

/** Why there is nothing to sell: it stands where the button to sell another was. */
function NoSale({ why }: { why: string }) {
  const line = useFocusIfLost<HTMLParagraphElement>();
  return (
    <p ref={line} tabIndex={-1} className={classes.line}>
      {why}
    </p>
  );
}

/** What is wrong with a name; null if nothing is. A scanner types its code wherever the focus is. */
function wrongNameWords(name: string): string | null {
  if (name.trim() === "") return null;
  return ticketClaims(name).length > 0
    ? "This is a ticket’s code. Scan it again outside of this field."
    : valueError(personName, name);
}
