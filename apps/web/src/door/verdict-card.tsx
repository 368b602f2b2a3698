import { Button } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconClockHour4Filled,
  IconHandStop,
  type IconProps,
  IconScan,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { TakeCash } from "../manage/cash-question";
import type { Scan } from "./scan";
import { canTakeBack } from "./scan-queue";
import { dueWords, nameOf, type Tone, type Verdict } from "./verdict";
import classes from "./verdict-card.module.css";

const SIGNS: Record<Tone, ComponentType<IconProps>> = {
  admitted: IconCircleCheckFilled,
  refused: IconHandStop,
  held: IconClockHour4Filled,
  idle: IconScan,
};

type VerdictCardProps = {
  verdict: Verdict;
  /** The scan it is about; undefined before the first one and for unreadable codes. */
  scan?: Scan | undefined;
  onTakeBack: (scanId: string) => void;
  onPaid: (bookingId: string) => void;
};

/** The result of the last scan, readable at arm's length. */
export function VerdictCard({ verdict, scan, onTakeBack, onPaid }: VerdictCardProps) {
  const Sign = SIGNS[verdict.tone];
  const admission = scan?.undo === null && scan.outcome.kind === "admitted" ? scan.outcome.admission : null;
  const due = admission && dueWords(admission);
  return (
    <section className={classes.card} data-tone={verdict.tone} aria-label="Last scan">
      <div role="status" aria-live="assertive" key={scan?.scanId}>
        <p className={classes.title}>
          <Sign size={44} aria-hidden />
          {verdict.title}
        </p>
        {admission && (
          <p className={classes.name} dir="auto">
            {nameOf(admission)}
          </p>
        )}
        {verdict.lines.map((line) => (
          <p key={line} className={classes.line} dir="auto">
            {line}
          </p>
        ))}
        {due && <p className={classes.due}>{due}</p>}
      </div>
      {scan && canTakeBack(scan) && (
        <div className={classes.actions}>
          <Button variant="white" onClick={() => onTakeBack(scan.scanId)} className={classes.action}>
            Undo
          </Button>
          {admission && due && (
            <TakeCash
              booking={{
                id: admission.bookingId,
                amount: admission.amountDue,
                currency: admission.currency,
                attendeeName: admission.attendeeName,
              }}
              onTaken={() => onPaid(admission.bookingId)}
              className={classes.action}
            />
          )}
        </div>
      )}
    </section>
  );
}
