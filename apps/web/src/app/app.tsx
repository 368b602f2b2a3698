import { MantineProvider } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { apiClient, apiOutsideReact, trpc } from "../api/client";
import { wordsForError } from "../api/error-words";
import { createQueryClient, type SignedOutWhile } from "../api/query-client";
import { keepDrafts } from "../shared/draft";
import { createAppRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = createQueryClient(onSignedOut);
const api = apiOutsideReact(queryClient);
const router = createAppRouter({ api });

/**
 * The session ended while the page was open. What was typed is kept, and sign-in opens where it is needed: on
 * routes for signed-in people, and wherever something was to be changed. Other pages go on for nobody.
 */
function onSignedOut(error: unknown, during: SignedOutWhile) {
  const me = api.user.me.getData();
  if (me) {
    const kept = keepDrafts(me.id) ? " What you typed is kept." : "";
    const message = wordsForError(error) + kept;
    notifications.show({ id: "signed-out", color: "gray", message, withCloseButton: true });
  }
  api.user.me.setData(undefined, null);
  const { href, pathname } = router.state.location;
  if (during === "changing" && pathname !== "/sign-in") {
    void router.navigate({ to: "/sign-in", search: { redirect: href } });
  } else if (me) void router.invalidate();
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
        <Notifications position="top-center" autoClose={5000} />
      </MantineProvider>
    </StrictMode>
  );
}
