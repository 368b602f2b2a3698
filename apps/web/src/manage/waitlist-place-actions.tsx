import { isolated } from "@foyer/contract/characters";
import type { WaitlistPlace } from "@foyer/contract/waitlist";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";
import row from "../shared/row-actions.module.css";
import { WorkButton } from "../shared/work-button";

/** What can be done with a place: offer it tickets now, or take it off the list. */
export function PlaceActions({ place }: { place: WaitlistPlace }) {
  const isListed = place.state === "waiting" || place.state === "offered";
  return (
    <div className={row.actions}>
      {place.canBeOffered && <OfferNow place={place} />}
      {isListed && <RemovePlace place={place} />}
    </div>
  );
}

function usePlaceChange(message: (place: WaitlistPlace) => string) {
  const answer = useActionMessage();
  const refresh = useRefreshTickets();
  const { keyFor, settle } = useIdempotencyKey();
  const handlers = {
    ...retryWithKey,
    async onSuccess(changed: WaitlistPlace) {
      settle();
      await refresh();
      answer(message(changed));
    },
    async onError(error: unknown) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      await refresh();
    },
  };
  return { keyFor, handlers };
}

function OfferNow({ place }: { place: WaitlistPlace }) {
  const name = isolated(place.person.name);
  const { keyFor, handlers } = usePlaceChange(({ state }) =>
    state === "offered"
      ? `${counted(place.ticketQuantity, "ticket")} ${place.ticketQuantity === 1 ? "is" : "are"} offered to ${name}.`
      : `${name} has as many tickets as one person may have, or a disabled account, so nothing was offered.`,
  );
  const offer = trpc.waitlist.offer.useMutation(handlers);
  const start = useOneAtATime(offer);
  return (
    <>
      <WorkButton
        variant="default"
        size="sm"
        aria-label={`Offer ${counted(place.ticketQuantity, "ticket")} to ${place.person.name}`}
        label="Offer"
        workingLabel="Offering…"
        isWorking={offer.isPending}
        onClick={() => start({ id: place.id, idempotencyKey: keyFor(place.id) })}
      />
      {offer.isError && (
        <ErrorNotice
          error={offer.error}
          words={
            errorCodeOf(offer.error) === "BOOKING_ALREADY_ACTIVE"
              ? `${name} holds tickets of this event already, and has to pay for them or give them up first.`
              : undefined
          }
        />
      )}
    </>
  );
}

function RemovePlace({ place }: { place: WaitlistPlace }) {
  const [opened, { open, close }] = useDisclosure(false);
  const name = isolated(place.person.name);
  const isOffered = place.state === "offered";
  const { keyFor, handlers } = usePlaceChange(() => `${name} is off the waiting list.`);
  const remove = trpc.waitlist.remove.useMutation(handlers);
  const start = useOneAtATime(remove);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={
          isOffered
            ? `Take back the offer to ${place.person.name}`
            : `Remove ${place.person.name} from the waiting list`
        }
        onClick={open}
      >
        {isOffered ? "Take back" : "Remove"}
      </Button>
      <QuestionDialog
        opened={opened}
        onClose={close}
        title={isOffered ? `Take back what is offered to ${name}?` : `Remove ${name} from the waiting list?`}
        keepLabel={isOffered ? "Leave the offer" : "Keep them on it"}
        label={isOffered ? "Take back the offer" : "Remove from the list"}
        workingLabel={isOffered ? "Taking back…" : "Removing…"}
        work={remove}
        onConfirm={() => start({ id: place.id, idempotencyKey: keyFor(place.id) })}
      >
        {isOffered
          ? `${counted(place.ticketQuantity, "ticket")} ${place.ticketQuantity === 1 ? "goes" : "go"} to the next who wait, and their place ends.`
          : `They have waited for ${counted(place.ticketQuantity, "ticket")}.`}{" "}
        They are told by mail. This cannot be undone.
      </QuestionDialog>
    </>
  );
}
