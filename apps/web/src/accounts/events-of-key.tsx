import { MAX_API_KEY_EVENTS } from "@foyer/contract/api-key";
import { Skeleton, Text } from "@mantine/core";
import { trpc } from "../api/client";
import { CheckList } from "../shared/check-list";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import { dayIn } from "../shared/times";

type EventsOfKeyProps = {
  values: readonly string[];
  error: string | undefined;
  onChange: (ids: string[]) => void;
};

/** Chooses among the user's own events, of which the latest can be seen. */
export function EventsOfKey({ values, error, onChange }: EventsOfKeyProps) {
  const events = trpc.event.mine.useQuery({ limit: MAX_API_KEY_EVENTS });
  if (events.isLoadingError) {
    return (
      <ErrorNotice
        title="Your events could not be loaded."
        error={events.error}
        onRetry={() => void events.refetch()}
      />
    );
  }
  if (!events.data) {
    return (
      <Loading size="line">
        <Skeleton height={44} />
      </Loading>
    );
  }
  if (events.data.items.length === 0) {
    return <Text>You have no events of your own yet. Choose all events, or create one first.</Text>;
  }
  return (
    <CheckList
      legend="Events"
      options={events.data.items.map(({ id, name, dateTime, timeZone }) => ({
        value: id,
        label: <bdi>{name}</bdi>,
        hint: dayIn(dateTime, timeZone),
      }))}
      values={values}
      error={error}
      isBounded
      onChange={onChange}
    />
  );
}
