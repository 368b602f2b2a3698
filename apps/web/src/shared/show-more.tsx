import { Group } from "@mantine/core";
import { WorkButton } from "./work-button";

type ShowMoreProps = {
  /** The rest of the label after "Show more", such as "events". */
  of: string;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
};

export function ShowMore({ of, hasMore, isLoading, onMore }: ShowMoreProps) {
  if (!hasMore) return null;
  return (
    <Group justify="center" py="lg">
      <WorkButton
        variant="default"
        label={`Show more ${of}`}
        workingLabel="Loading…"
        isWorking={isLoading}
        onClick={onMore}
      />
    </Group>
  );
}
