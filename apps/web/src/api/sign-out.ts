import { useNavigate } from "@tanstack/react-router";
import { forgetTicketKeys } from "../door/kept-ticket-key";
import { forgetScans } from "../door/scan-store";
import { forgetDrafts } from "../shared/draft";
import { forgetTickets } from "../tickets/kept-tickets";
import { trpc } from "./client";
import { useForgetEverybody } from "./forget";

/** @param to where it leads */
export function useSignOut(to: "/" | "/sign-in" = "/") {
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const forget = useForgetEverybody();
  return trpc.user.logout.useMutation({
    async onSuccess() {
      utils.user.me.setData(undefined, null);
      forgetDrafts();
      forgetTickets();
      forgetScans();
      forgetTicketKeys();
      await navigate({ to });
      await forget();
    },
  });
}
