import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import { Skeleton, Text } from "@mantine/core";
import { getRouteApi, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { AccountNotice } from "../accounts/account-notice";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useRefreshTickets } from "../api/refresh";
import { accessTokenOf } from "../guests/access-token";
import { deviceBookings } from "../guests/device-bookings";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import { WorkButton } from "../shared/work-button";

const route = getRouteApi("/bookings/$bookingId/confirm");

/** Where the link of a mail leads that asks a guest to confirm a booking. Opening it confirms nothing: scanners do that. */
export function ConfirmBookingPage() {
  usePageTitle("Confirm your booking");
  const { bookingId } = route.useParams();
  const token = useAccessToken();
  return token === undefined ? (
    <AccountNotice title="This link is incomplete">
      <Text>Open the link in the mail once more. Mail programs sometimes cut long links in two.</Text>
    </AccountNotice>
  ) : (
    <Opened key={token} bookingId={bookingId} token={token} />
  );
}

/** The token that the page was opened with, which is removed from the address bar at once. */
function useAccessToken(): string | undefined {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const [token, setToken] = useState(() => accessTokenOf(hash));
  useEffect(() => {
    const fresh = accessTokenOf(hash);
    if (fresh === undefined) return;
    setToken(fresh);
    void navigate({ to: ".", hash: "", replace: true });
  }, [hash, navigate]);
  return token;
}

type LinkProps = { bookingId: string; token: string };

function Opened({ bookingId, token }: LinkProps) {
  const { mutate, ...opening } = trpc.booking.openAsGuest.useMutation();
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    mutate({ token });
  }, [mutate, token]);
  if (opening.isError) return <NotOpened error={opening.error} onRetry={() => mutate({ token })} />;
  if (!opening.isSuccess) return <Opening />;
  return <Proof bookingId={bookingId} token={token} />;
}

function Opening() {
  return (
    <AccountNotice title="Confirm your booking">
      <Skeleton height={24} aria-busy="true" />
      <Skeleton height={44} width={200} />
    </AccountNotice>
  );
}

function Proof({ bookingId, token }: LinkProps) {
  const booking = trpc.booking.byId.useQuery({ id: bookingId });
  const navigate = useNavigate();
  const refresh = useRefreshTickets();
  const prove = trpc.booking.proveGuest.useMutation({
    async onSuccess({ id, eventId, status }) {
      deviceBookings.add(eventId, id);
      const to = status === "pending" ? "/bookings/$bookingId/pay" : "/bookings/$bookingId/tickets";
      await navigate({ to, params: { bookingId: id } });
      await refresh();
    },
    onError: () => refresh(),
  });
  const start = useOneAtATime(prove);
  if (booking.isPending) return <Opening />;
  if (booking.isLoadingError) {
    return <NotOpened error={booking.error} onRetry={() => void booking.refetch()} />;
  }
  const { event, ticketQuantity, totalAmount, currency, status } = booking.data;
  const isOver = status === "cancelled" || errorCodeOf(prove.error) === "HOLD_EXPIRED";
  if (isOver) {
    return (
      <AccountNotice title="The time to confirm is over" takesFocus>
        <Text>
          {counted(ticketQuantity, "ticket")} for {isolated(event.name)} went back on sale. Nothing was
          charged.
        </Text>
        <ButtonLink to="/events/$eventId" params={{ eventId: event.id }} search={{ tickets: ticketQuantity }}>
          Book again
        </ButtonLink>
      </AccountNotice>
    );
  }
  if (status === "confirmed") {
    return (
      <AccountNotice title="Your booking is confirmed" takesFocus>
        <ButtonLink to="/bookings/$bookingId/tickets" params={{ bookingId }}>
          Show {counted(ticketQuantity, "ticket")}
        </ButtonLink>
      </AccountNotice>
    );
  }
  return (
    <AccountNotice title="Confirm your booking">
      <Text>
        {counted(ticketQuantity, "ticket")} for <Typed>{event.name}</Typed>
        <br />
        {whenIn(event.dateTime, event.timeZone)}, <Typed>{event.venue}</Typed>
        <br />
        {totalAmount === 0 ? "Free" : `${formatMoney(totalAmount, currency)}, to pay at the door in cash`}
      </Text>
      {prove.error && <ErrorNotice error={prove.error} />}
      <WorkButton
        label="Confirm booking"
        workingLabel="Confirming…"
        isWorking={prove.isPending}
        onClick={() => start({ token })}
      />
    </AccountNotice>
  );
}

function NotOpened({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (errorCodeOf(error) !== "LINK_NOT_VALID") {
    return (
      <AccountNotice title="Your booking is not confirmed yet" takesFocus>
        <ErrorNotice error={error} onRetry={onRetry} />
      </AccountNotice>
    );
  }
  return (
    <AccountNotice title="This link no longer works" takesFocus>
      <Text>Open the newest mail about the booking, or book again.</Text>
      <ButtonLink to="/">See all events</ButtonLink>
    </AccountNotice>
  );
}
