import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { apiClient, apiOutsideReact, trpc } from "../api/client";
import { wordsForError } from "../api/error-words";
import { createQueryClient, type SignedOutWhile } from "../api/query-client";
import { pageAnswers } from "../shared/answers";
import { keepDrafts } from "../shared/draft";
import { dropPageHeadOnLeave } from "./page-head";
import { createAppRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = createQueryClient((error, during) => void onSignedOut(error, during));
const api = apiOutsideReact(queryClient);
const router = createAppRouter({ api });
dropPageHeadOnLeave(router);

/**
 * The session ended while the page was open. What was typed is kept, and sign-in opens where it is needed: on
 * routes for signed-in people, and wherever something was to be changed. Other pages go on for nobody.
 */
async function onSignedOut(error: unknown, during: SignedOutWhile) {
  const me = api.user.me.getData();
  const kept = me && keepDrafts(me.id) ? " What you typed is kept." : "";
  api.user.me.setData(undefined, null);
  const { href, pathname } = router.state.location;
  if (during === "changing" && pathname !== "/sign-in") {
    await router.navigate({ to: "/sign-in", search: { redirect: href } });
  } else if (me) await router.invalidate();
  if (me) pageAnswers.say(`${wordsForError(error)}${kept}`, "note");
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
