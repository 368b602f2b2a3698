import type { QueryClient } from "@tanstack/react-query";
import { type ApiOutsideReact, apiClient } from "../api/client";
import { createUpdateApplier } from "./apply-update";
import { createLiveHub } from "./live-hub";
import { browserTabSharing } from "./tab-sharing";
import { createLiveTab, provideLiveTab } from "./use-live";

/** Keeps what pages show up to date with what others do, by one stream for all tabs. */
export function startLive(api: ApiOutsideReact, queryClient: QueryClient): void {
  const hub = createLiveHub({
    sharing: browserTabSharing(),
    onUpdate: createUpdateApplier(api, queryClient),
    open({ eventIds, bookingsOf, activityOf }, lastEventId, { onUpdate, onError }) {
      const stream = apiClient.live.onUpdate.subscribe(
        {
          eventIds: [...eventIds],
          activityOf: [...activityOf],
          myBookings: bookingsOf !== undefined,
          withRecent: true,
          lastEventId,
        },
        { onData: ({ id, data }) => onUpdate(data, id), onError },
      );
      return () => stream.unsubscribe();
    },
  });
  provideLiveTab(createLiveTab(hub, document));
}
