import { isolated } from "@foyer/contract/characters";
import { Container, Skeleton } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { NotLoadedPage } from "../app/not-loaded-page";
import { DetailsForm } from "../questions/details-form";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { usePageTitle } from "../shared/page-title";
import classes from "./checkout-page.module.css";

const route = getRouteApi("/bookings/$bookingId/details");

/** Changes the names on a booking's tickets and its answers. */
export function BookingDetailsPage() {
  const { bookingId } = route.useParams();
  const navigate = useNavigate();
  const booking = trpc.booking.byId.useQuery({ id: bookingId });
  const details = trpc.booking.answers.useQuery({ id: bookingId });
  usePageTitle(booking.data && `Names and answers for ${isolated(booking.data.event.name)}`);
  const failed = [booking, details].find(({ isLoadingError }) => isLoadingError);
  if (failed) {
    return (
      <NotLoadedPage
        title="The names and answers could not be loaded."
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!booking.data || !details.data) {
    return (
      <Container size={576} px="md" py="xl">
        <Loading size="page">
          <Skeleton height={40} width="80%" />
          <Skeleton height={240} mt={24} />
        </Loading>
      </Container>
    );
  }
  return (
    <Container size={576} px="md" pb="xl">
      <p className={classes.back}>
        <TextLink to="/bookings/$bookingId" params={{ bookingId }}>
          Back to the booking
        </TextLink>
      </p>
      <h1 className={classes.title}>Names and answers</h1>
      <p className={classes.facts} dir="auto">
        {booking.data.event.name}
      </p>
      <DetailsForm
        bookingId={bookingId}
        details={details.data}
        label="Save changes"
        onSaved={() => void navigate({ to: "/bookings/$bookingId", params: { bookingId } })}
      />
    </Container>
  );
}
