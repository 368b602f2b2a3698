import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { apiClient, apiOutsideReact, trpc } from "../api/client";
import { errorMessage } from "../api/error-message";
import { createQueryClient, type SessionEndedDuring } from "../api/query-client";
import { startLive } from "../live/start-live";
import { pageMessages } from "../shared/action-messages";
import { storeOpenDrafts } from "../shared/draft";
import { dropPageHeadOnLeave } from "./page-head";
import { createAppRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = createQueryClient((error, during) => void onSignedOut(error, during));
const api = apiOutsideReact(queryClient);
const router = createAppRouter({ api });
dropPageHeadOnLeave(router);
startLive(api, queryClient);

/**
 * Handles the end of the session while the page is open. Form drafts are kept. Pages that need a session, and
 * failed mutations, lead to sign-in; other pages continue without a session.
 */
async function onSignedOut(error: unknown, during: SessionEndedDuring) {
  const me = api.user.me.getData();
  const kept = me && storeOpenDrafts(me.id) ? " What you typed is kept." : "";
  api.user.me.setData(undefined, null);
  const { href, pathname } = router.state.location;
  if (during === "changing" && pathname !== "/sign-in") {
    await router.navigate({ to: "/sign-in", search: { redirect: href } });
  } else if (me) await router.invalidate();
  if (me) pageMessages.say(`${errorMessage(error)}${kept}`, "note");
}

export function App() {
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <trpc.Provider client={apiClient} queryClient={queryClient}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </trpc.Provider>
      </MantineProvider>
    </StrictMode>
  );
}
