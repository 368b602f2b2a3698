import { useNavigate } from "@tanstack/react-router";
import { clearSentScans } from "../door/scan-store";
import { clearTicketKeys } from "../door/ticket-key-store";
import { clearDrafts } from "../shared/draft";
import { clearTickets } from "../tickets/ticket-store";
import { trpc } from "./client";
import { useClearUserCache } from "./use-clear-user-cache";

/** Signs out and removes what was stored for the user on this device. @param to where to navigate afterwards */
export function useSignOut(to: "/" | "/sign-in" = "/") {
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const clearUserCache = useClearUserCache();
  return trpc.user.logout.useMutation({
    async onSuccess() {
      utils.user.me.setData(undefined, null);
      clearDrafts();
      clearTickets();
      clearSentScans();
      clearTicketKeys();
      await navigate({ to });
      await clearUserCache();
    },
  });
}
