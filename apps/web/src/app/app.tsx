import { MantineProvider } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { apiClient, apiOutsideReact, trpc } from "../api/client";
import { createQueryClient } from "../api/query-client";
import { WORDS_FOR_REASONS } from "../shared/words-for-reasons";
import { createAppRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = createQueryClient(onSignedOut);
const api = apiOutsideReact(queryClient);
const router = createAppRouter({ api });

/** The session ended while the page was open: routes for signed-in people then lead to the sign-in page. */
function onSignedOut() {
  if (api.user.me.getData()) {
    notifications.show({ color: "gray", message: WORDS_FOR_REASONS.UNAUTHENTICATED, withCloseButton: true });
  }
  api.user.me.setData(undefined, null);
  void router.invalidate();
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
