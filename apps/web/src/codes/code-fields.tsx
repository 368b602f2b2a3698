import type { DiscountKind } from "@foyer/contract/discount-code";
import type { EventView } from "@foyer/contract/event";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { NumberInput, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { PriceField } from "../manage/price-field";
import { StartTimeField } from "../manage/start-time-field";
import { CheckList } from "../shared/check-list";
import { ChoiceList } from "../shared/choice-list";
import { Typed } from "../shared/typed";
import { CODE_KINDS } from "./code-words";
import classes from "./codes.module.css";
import type { TypedCode } from "./typed-code";

type CodeFieldsProps = {
  form: UseFormReturnType<TypedCode>;
  kinds: readonly TicketTypeFigures[];
  event: EventView;
  /** What a new code can do; none for one that exists. */
  choices: readonly DiscountKind[];
};

const FIGURE = { allowDecimal: false, allowNegative: false, hideControls: true } as const;

/** The fields of a discount code. */
export function CodeFields({ form, kinds, event, choices }: CodeFieldsProps) {
  const { values, errors } = form;
  const time = (name: "validFrom" | "validUntil", label: string, description: string) => (
    <StartTimeField
      label={label}
      description={description}
      isOptional
      value={{ ...values[name], timeZone: event.timeZone }}
      onChange={(changed) => {
        form.setFieldValue(name, changed);
        form.clearFieldError(name);
      }}
      error={errors[name]}
    />
  );
  return (
    <>
      <TextInput
        label="Code"
        description="What people type: case, spaces and dashes do not matter."
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("code")}
      />
      {choices.length > 0 && (
        <ChoiceList<DiscountKind>
          legend="What it does"
          value={values.kind}
          options={choices.map((value) => ({
            value,
            label: CODE_KINDS[value].name,
            hint: CODE_KINDS[value].hint,
          }))}
          onChange={(kind) => {
            form.setFieldValue("kind", kind);
            form.clearErrors();
          }}
        />
      )}
      {values.kind === "percent" && (
        <NumberInput
          label="Percent off"
          suffix=" %"
          required
          withAsterisk={false}
          {...FIGURE}
          {...form.getInputProps("percent")}
          error={errors.value}
        />
      )}
      {values.kind === "amount" && (
        <PriceField
          label="Amount off"
          description={`In ${event.currency}, once per booking, and never more than its tickets cost.`}
          value={values}
          currency={event.currency}
          existing={undefined}
          onChange={(price) => {
            form.setValues(price);
            form.clearFieldError("value");
          }}
          error={errors.value}
        />
      )}
      {kinds.length > 0 && (
        <CheckList
          legend={values.kind === "unlock" ? "Which kinds it opens" : "Which kinds it is for"}
          description="None chosen: all of them."
          isBounded
          options={kinds.map(({ id, name, isHidden }) => ({
            value: id,
            label: <Typed>{name}</Typed>,
            hint: isHidden && "Hidden",
          }))}
          values={kinds.flatMap(({ id }) => (values.ticketTypeIds.includes(id) ? id : []))}
          onChange={(ids) => form.setFieldValue("ticketTypeIds", ids)}
        />
      )}
      <div className={classes.pair}>
        <NumberInput
          label="Most uses in all"
          description="Empty: no limit."
          {...FIGURE}
          {...form.getInputProps("maxUses")}
        />
        <NumberInput
          label="Most uses per person"
          description="Empty: no limit."
          {...FIGURE}
          {...form.getInputProps("maxUsesPerPerson")}
        />
      </div>
      <div className={classes.pair}>
        {time("validFrom", "Works from", "Empty: at once.")}
        {time("validUntil", "Works until", "Empty: until the event begins.")}
      </div>
    </>
  );
}
