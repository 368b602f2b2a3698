// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { beforeEach, expect, it } from "vitest";
import { dropPageHeadOnLeave } from "../../src/app/page-head";

/** A page that was loaded at `/event`, with what its head says of it; its data come when `arrive` is called. */
function loadedPage() {
  document.head.innerHTML = '<meta name="description" data-page><title>Foyer</title>';
  let arrive = () => {};
  const data = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const root = createRootRoute();
  const routes = [
    createRoute({ getParentRoute: () => root, path: "/event", loader: () => data }),
    createRoute({ getParentRoute: () => root, path: "/" }),
  ];
  const history = createMemoryHistory({ initialEntries: ["/event"] });
  const router = createRouter({ routeTree: root.addChildren(routes), history });
  dropPageHeadOnLeave(router as never);
  return { router, arrive: () => arrive(), loading: router.load() };
}

const ofPage = () => document.head.querySelectorAll("[data-page]").length;

beforeEach(() => {
  document.head.innerHTML = "";
});

it("what the head says of the loaded page stays while it is shown, and is gone on the next one", async () => {
  const { router, arrive, loading } = loadedPage();
  arrive();
  await loading;
  await router.navigate({ to: "/event", search: { tickets: 2 } } as never);
  expect(ofPage()).toBe(1);
  await router.navigate({ to: "/" } as never);
  expect(ofPage()).toBe(0);
  expect(document.head.querySelectorAll("title")).toHaveLength(1);
});

it("is gone on the next page too when the first one was left before its data came", async () => {
  const { router, arrive } = loadedPage();
  const leaving = router.navigate({ to: "/" } as never);
  arrive();
  await leaving;
  expect(ofPage()).toBe(0);
});
