import { ActionIcon } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { counted } from "../shared/counted";
import classes from "./ticket-stepper.module.css";

type TicketStepperProps = {
  quantity: number;
  min?: number;
  max: number;
  onChange: (quantity: number) => void;
  /** The kind of tickets, where there are several. */
  of?: string;
};

export function TicketStepper({ quantity, min = 1, max, onChange, of }: TicketStepperProps) {
  return (
    <fieldset className={classes.stepper}>
      <legend className="heard">Number of tickets{of !== undefined && `: ${of}`}</legend>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={of === undefined ? "One ticket fewer" : `One fewer: ${of}`}
        disabled={quantity <= min}
        onClick={() => onChange(quantity - 1)}
      >
        <IconMinus size={18} aria-hidden />
      </ActionIcon>
      <output className={classes.quantity} data-short={of !== undefined || undefined}>
        {of === undefined ? counted(quantity, "ticket") : quantity}
      </output>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={of === undefined ? "One ticket more" : `One more: ${of}`}
        disabled={quantity >= max}
        onClick={() => onChange(quantity + 1)}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
    </fieldset>
  );
}
