import { Stack } from "@mantine/core";
import { ErrorNotice } from "./error-notice";
import { WorkButton } from "./work-button";

type ShowMoreProps = {
  /** The rest of the label after "Show more", such as "events". */
  of: string;
  hasMore: boolean;
  isLoading: boolean;
  /** The error of loading more. What is shown already stays. */
  error: unknown;
  onMore: () => void;
};

export function ShowMore({ of, hasMore, isLoading, error, onMore }: ShowMoreProps) {
  if (!hasMore) return null;
  return (
    <Stack align="center" py="lg">
      {error != null && <ErrorNotice title={`No more ${of} could be loaded.`} error={error} />}
      <WorkButton
        variant="default"
        label={`Show more ${of}`}
        workingLabel="Loading…"
        isWorking={isLoading}
        onClick={onMore}
      />
    </Stack>
  );
}
