import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterContextProvider,
} from "@tanstack/react-router";
import { configure, renderHook as render } from "@testing-library/react";
import type { ReactNode } from "react";
import { onTestFinished } from "vitest";
import { trpc } from "../../src/api/client";
import type { FakeApi } from "./api";

// What is waited for comes in milliseconds; the limit is for what never comes.
configure({ asyncUtilTimeout: 60_000 });

/** A hook on a page: as if in the app, with a server of the test's own. */
export interface Page<Result, Props> {
  readonly result: { readonly current: Result };
  readonly queryClient: QueryClient;
  rerender(props: Props): void;
  /** Where the app has gone to. */
  path(): string;
  /** Closes the page; what is kept in the browser's storage stays. */
  close(): void;
}

/** @param path the address of the page that the hook stands on */
export function openPage<Result, Props>(
  api: FakeApi,
  hook: (props: Props) => Result,
  { props, path = "/" }: { props: Props; path?: string },
): Page<Result, Props> {
  const root = createRootRoute();
  const any = createRoute({ getParentRoute: () => root, path: "$" });
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({ routeTree: root.addChildren([any]), history });
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { retry: false },
      mutations: { retry: false, retryDelay: 0, networkMode: "always" },
    },
  });
  const client = trpc.createClient({ links: [api.link()] });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <RouterContextProvider router={router as never}>
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </trpc.Provider>
    </RouterContextProvider>
  );
  const { result, rerender, unmount } = render(hook, { wrapper, initialProps: props });
  function close(): void {
    unmount();
    queryClient.clear();
  }
  onTestFinished(close);
  return {
    result,
    queryClient,
    rerender,
    path: () => history.location.pathname,
    close,
  };
}
