import { isolated } from "@foyer/contract/characters";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { CodeDialog } from "../codes/code-dialog";
import { CodeTable } from "../codes/code-table";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { ActionMessageArea } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { useMorePages } from "../shared/use-more-pages";

/** The discount codes of an event. */
export function DiscountCodesPage() {
  const event = useManagedEvent();
  usePageTitle(`Discount codes of ${isolated(event.name)}`);
  const kinds = trpc.event.ticketTypes.useQuery({ eventId: event.id });
  const list = trpc.discountCode.list.useInfiniteQuery(
    { eventId: event.id, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor },
  );
  const fetchMore = useMorePages(list);
  const [isCreating, creating] = useDisclosure(false);
  const codes = list.data?.pages.flatMap((page) => page.items);
  const failed = list.isLoadingError ? list : kinds.isLoadingError ? kinds : undefined;
  const create = (
    <Button size="sm" onClick={creating.open}>
      Create a code
    </Button>
  );
  return (
    <ActionMessageArea>
      {failed !== undefined ? (
        <ErrorNotice
          title="The codes could not be loaded."
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      ) : codes === undefined || kinds.data === undefined ? (
        <TableSkeleton />
      ) : codes.length === 0 ? (
        <EmptyState title="No discount codes" action={create}>
          Whoever types a code pays less, or sees kinds of tickets that are hidden. Here stands how often each
          is used.
        </EmptyState>
      ) : (
        <>
          <div className={bar.spread}>
            <ListCount shown={codes.length} noun="code" hasMore={list.hasNextPage} order="the newest first" />
            {create}
          </div>
          <CodeTable codes={codes} kinds={kinds.data} />
        </>
      )}
      <ShowMore
        of="codes"
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void fetchMore()}
      />
      {kinds.data !== undefined && (
        <CodeDialog kinds={kinds.data} opened={isCreating} onClose={creating.close} />
      )}
    </ActionMessageArea>
  );
}
