// @vitest-environment happy-dom
import { act, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { useMe } from "../../src/api/session";
import { clearDrafts, type Draft, storeOpenDrafts, useDraft } from "../../src/shared/draft";
import { FakeApi } from "../kit/api";
import { openPage } from "../kit/open-page";

beforeEach(() => sessionStorage.clear());

const EMPTY = { name: "", price: 0 };

/** A form of two fields, open on a page. */
async function form({
  user = "ann",
  initial = EMPTY,
  path = "/events/new",
}: {
  user?: string;
  initial?: typeof EMPTY;
  path?: string;
} = {}) {
  const api = new FakeApi();
  api.on("user.me", () => ({ id: user }));
  const restored: { values: Draft; base: Draft; wasInterrupted: boolean }[] = [];
  const page = openPage(
    api,
    () => {
      const [values, setValues] = useState<Draft>(initial);
      const draft = useDraft("form", {
        initial,
        values,
        restore(kept, base, wasInterrupted) {
          restored.push({ values: kept, base, wasInterrupted });
          setValues((now) => ({ ...now, ...kept }));
        },
      });
      return {
        me: useMe(),
        draft,
        values,
        type: (typed: Draft) => setValues((now) => ({ ...now, ...typed })),
      };
    },
    { props: undefined, path },
  );
  await waitFor(() => expect(page.result.current.me?.id).toBe(user));
  // What is restored is shown with the next render.
  await act(async () => {});
  const shows = (values: Draft) => waitFor(() => expect(page.result.current.values).toEqual(values));
  return {
    ...page,
    restored,
    shows,
    type: (typed: Draft) => act(async () => page.result.current.type(typed)),
  };
}

describe("a draft", () => {
  it("is there again after a reload in the middle, and only for its author, on its page", async () => {
    const first = await form();
    await first.type({ name: "An evening" });
    expect(first.result.current.draft.mayLose()).toBe(true);
    first.close();

    const again = await form();
    await again.shows({ name: "An evening", price: 0 });
    expect(again.restored).toEqual([
      { values: { name: "An evening" }, base: { name: "" }, wasInterrupted: false },
    ]);
    again.close();
    for (const other of [await form({ user: "ben" }), await form({ path: "/events/other" })]) {
      expect(other.result.current.values).toEqual(EMPTY);
      other.close();
    }
  });

  it("tells what its author was shown, when that has changed since", async () => {
    const first = await form({ initial: { name: "Before", price: 5 } });
    await first.type({ price: 7 });
    first.close();
    const again = await form({ initial: { name: "Theirs", price: 6 } });
    expect(again.restored).toMatchObject([{ values: { price: 7 }, base: { price: 5 } }]);
    await again.shows({ name: "Theirs", price: 7 });
  });

  it("is gone once it was sent, and begins anew with what is typed after that", async () => {
    const first = await form();
    await first.type({ name: "Sent" });
    act(() => first.result.current.draft.settle());
    expect(first.result.current.draft.mayLose()).toBe(false);
    first.close();
    const again = await form();
    await again.shows(EMPTY);
    await again.type({ name: "Another" });
    again.close();
    await (await form()).shows({ ...EMPTY, name: "Another" });
  });

  it("is gone once what was typed is taken out again", async () => {
    const first = await form();
    await first.type({ name: "A" });
    await first.type({ name: "" });
    first.close();
    expect(sessionStorage).toHaveLength(0);
  });

  it("outlasts a session that ended, and says so", async () => {
    const first = await form();
    await first.type({ name: "Half" });
    act(() => expect(storeOpenDrafts("ann")).toBe(true));
    first.close();
    expect((await form()).restored).toMatchObject([{ values: { name: "Half" }, wasInterrupted: true }]);
  });

  it("goes with whoever signs out on purpose", async () => {
    const first = await form();
    await first.type({ name: "Secret" });
    act(() => clearDrafts());
    first.close();
    expect(sessionStorage).toHaveLength(0);
  });

  it.each(["not JSON", "null", "[]", '{"values":{"name":{}}}', '{"values":{"name":[1]},"base":0}'])(
    "that another version of the app wrote is read as far as it can be: %s",
    async (text) => {
      sessionStorage.setItem("foyer-draft ann /events/new form", text);
      await (await form()).shows(EMPTY);
    },
  );
});
