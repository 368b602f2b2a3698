import { ActionIcon } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { counted } from "../shared/counted";
import classes from "./ticket-stepper.module.css";

type TicketStepperProps = { quantity: number; max: number; onChange: (quantity: number) => void };

export function TicketStepper({ quantity, max, onChange }: TicketStepperProps) {
  return (
    <fieldset className={classes.stepper}>
      <legend className="heard">Number of tickets</legend>
      <ActionIcon
        variant="default"
        size={44}
        aria-label="One ticket fewer"
        disabled={quantity <= 1}
        onClick={() => onChange(quantity - 1)}
      >
        <IconMinus size={18} aria-hidden />
      </ActionIcon>
      <output className={classes.quantity}>{counted(quantity, "ticket")}</output>
      <ActionIcon
        variant="default"
        size={44}
        aria-label="One ticket more"
        disabled={quantity >= max}
        onClick={() => onChange(quantity + 1)}
      >
        <IconPlus size={18} aria-hidden />
      </ActionIcon>
    </fieldset>
  );
}
