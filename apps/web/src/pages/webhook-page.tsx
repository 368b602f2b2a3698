import type { WebhookView } from "@foyer/contract/webhook";
import { Button, Container, Group } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { NotFoundPage } from "../app/not-found-page";
import { TableSkeleton } from "../manage/event-table";
import { ActionMessageArea } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { FilterChoice } from "../shared/filter-choice";
import { TextLink } from "../shared/links";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { whenHere } from "../shared/times";
import { useMorePages } from "../shared/use-more-pages";
import { DeliveryTable } from "../webhooks/delivery-table";
import { WebhookActions } from "../webhooks/webhook-actions";
import { WebhookState } from "../webhooks/webhook-state";
import { eventsWords, WORDS_FOR_STATES } from "../webhooks/webhook-words";
import classes from "../webhooks/webhooks.module.css";

const route = getRouteApi("/manage/webhooks/$webhookId");

/** How often the log is read again while something waits. */
const POLL_MS = 5_000;

const STATES = [
  { value: undefined, words: "All" },
  { value: "queued", words: WORDS_FOR_STATES.queued },
  { value: "delivered", words: WORDS_FOR_STATES.delivered },
  { value: "given_up", words: WORDS_FOR_STATES.given_up },
] as const;

/** One webhook: how it is doing, what can be done, and its deliveries. */
export function WebhookPage() {
  const { webhookId } = route.useParams();
  const list = trpc.webhook.list.useQuery(undefined, { refetchInterval: POLL_MS });
  const webhook = list.data?.find(({ id }) => id === webhookId);
  usePageTitle("Webhook");
  if (list.data !== undefined && webhook === undefined) return <NotFoundPage />;
  return (
    <Container size={1152} px="md">
      <p className={`${classes.soft} ${classes.crumb}`}>
        <TextLink to="/manage/webhooks">Webhooks</TextLink>
      </p>
      {list.isLoadingError ? (
        <ErrorNotice
          title="The webhook could not be loaded."
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : webhook === undefined ? (
        <TableSkeleton />
      ) : (
        <ActionMessageArea>
          <Group justify="space-between" align="flex-start" pb="md">
            <h1 className={classes.title}>{webhook.url}</h1>
            <WebhookActions webhook={webhook} />
          </Group>
          <div className={classes.about}>
            <WebhookState webhook={webhook} />
            <p className={classes.soft}>
              {eventsWords(webhook)}, since {whenHere(webhook.createdAt)}
              {webhook.oldSecretUntil !== null &&
                `. Signed by the old secret, too, until ${whenHere(webhook.oldSecretUntil)}`}
            </p>
            {webhook.apiKey !== null && (
              <p className={classes.soft}>
                Set up by a program, with the API key <bdi>{webhook.apiKey.name}</bdi>
              </p>
            )}
          </div>
          <Deliveries webhook={webhook} />
        </ActionMessageArea>
      )}
    </Container>
  );
}

function Deliveries({ webhook }: { webhook: WebhookView }) {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const log = trpc.webhook.deliveries.useInfiniteQuery(
    { id: webhook.id, state, limit: 50 },
    {
      getNextPageParam: (last) => last.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: (query) =>
        query.state.data?.pages.some(({ items }) => items.some((one) => one.state === "queued"))
          ? POLL_MS
          : false,
    },
  );
  const fetchMore = useMorePages(log);
  const deliveries = log.data?.pages.flatMap(({ items }) => items);
  return (
    <section aria-label="Deliveries">
      <search className={bar.bar}>
        <FilterChoice
          label="Which deliveries"
          options={STATES}
          value={state}
          onChange={(value) =>
            void navigate({ search: (old) => ({ ...old, state: value }), resetScroll: false })
          }
        />
        <ListCount
          className={bar.last}
          shown={deliveries?.length}
          noun="delivery"
          plural="deliveries"
          hasMore={log.hasNextPage}
        />
      </search>
      {log.isLoadingError ? (
        <ErrorNotice
          title="The deliveries could not be loaded."
          error={log.error}
          onRetry={() => void log.refetch()}
        />
      ) : deliveries === undefined ? (
        <TableSkeleton />
      ) : deliveries.length > 0 ? (
        <DeliveryTable deliveries={deliveries} mayReplay={webhook.isEnabled} />
      ) : state !== undefined ? (
        <EmptyState
          title="No deliveries like that"
          action={
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              Show all
            </Button>
          }
        >
          None of the last thirty days is in this state.
        </EmptyState>
      ) : (
        <EmptyState title="Nothing has been sent yet">
          Here you see every delivery of the last thirty days: what was sent, how often it was tried, and what
          the receiver answered. The next booking of one of your events is the first.
        </EmptyState>
      )}
      <ShowMore
        of="deliveries"
        hasMore={log.hasNextPage}
        isLoading={log.isFetchingNextPage}
        error={log.isFetchNextPageError ? log.error : null}
        onMore={() => void fetchMore()}
      />
    </section>
  );
}
