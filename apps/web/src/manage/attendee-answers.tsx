import type { BookingWithAttendee } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { trpc } from "../api/client";
import { DetailsForm } from "../questions/details-form";
import { DetailsList } from "../questions/given-details";
import { isAsked } from "../questions/held-details";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusIfLost } from "../shared/focus-if-lost";
import { Loading } from "../shared/loading";
import classes from "./managed-booking.module.css";

type Answered = Pick<BookingWithAttendee, "id" | "attendee" | "status">;

/** The button that shows the names on a booking's tickets and its answers, and changes them. */
export function AttendeeAnswers({ booking }: { booking: Answered }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { name } = booking.attendee;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        onClick={open}
        aria-label={`Answers of ${isolated(name)}`}
      >
        Answers
      </Button>
      <Modal opened={opened} onClose={close} title={`Names and answers of ${isolated(name)}`}>
        <Answers booking={booking} />
      </Modal>
    </>
  );
}

/** The answers of a booking on its page, with the way to change them; nothing where nothing is asked. */
export function AnswersSection({ booking }: { booking: Answered }) {
  const { data } = trpc.booking.answers.useQuery({ id: booking.id });
  if (data !== undefined && !isAsked(data) && data.answers.length === 0) return null;
  return (
    <section aria-labelledby="answers" className={classes.section}>
      <h3 id="answers" className={classes.heading}>
        Answers
      </h3>
      {/* The names on the tickets of a confirmed booking stand beside its tickets. */}
      <Answers booking={booking} hasNames={booking.status !== "confirmed"} />
    </section>
  );
}

type Step = "given" | "edited" | "saved";

function Answers({ booking, hasNames = true }: { booking: Answered; hasNames?: boolean }) {
  const [step, setStep] = useState<Step>("given");
  const details = trpc.booking.answers.useQuery({ id: booking.id });
  if (details.isLoadingError) {
    return <ErrorNotice error={details.error} onRetry={() => void details.refetch()} />;
  }
  if (!details.data) {
    return (
      <Loading size="line">
        <Skeleton height={80} />
      </Loading>
    );
  }
  const { answers, missing, tickets } = details.data;
  if (step === "edited") {
    return (
      <InFocus>
        <DetailsForm
          bookingId={booking.id}
          details={details.data}
          label="Save changes"
          isForSomebody
          onSaved={() => setStep("saved")}
        />
      </InFocus>
    );
  }
  const isNamed = hasNames && tickets.some(({ holderName }) => holderName !== null);
  return (
    <>
      {step === "saved" && (
        <InFocus>
          <Text role="status">The changes are saved.</Text>
        </InFocus>
      )}
      <DetailsList details={details.data} hasNames={hasNames} />
      {answers.length === 0 && !isNamed && <Text c="dimmed">Nothing was answered.</Text>}
      {missing.length > 0 && <Text>Something that has to be answered is missing.</Text>}
      {booking.status !== "cancelled" && isAsked(details.data) && (
        <Button variant="default" size="sm" mt="md" onClick={() => setStep("edited")}>
          Change names and answers
        </Button>
      )}
    </>
  );
}

/** Takes the focus of what it replaces. */
function InFocus({ children }: { children: ReactNode }) {
  const place = useFocusIfLost<HTMLDivElement>();
  return (
    <div ref={place} tabIndex={-1}>
      {children}
    </div>
  );
}
