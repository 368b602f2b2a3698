import { trackedOutput } from "@foyer/router/tracked-output";
import { tracked } from "@trpc/server";
import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";

/** Node ends a process for each. */
const unhandled = vi.fn();
process.on("unhandledRejection", unhandled);
afterEach(() => void process.off("unhandledRejection", unhandled));

it("what ends a stream waits for a reader that looks late, and does not end the process", async () => {
  async function* messages() {
    yield tracked("1", "first");
    throw new DOMException("The stream ended.", "AbortError");
  }
  const iterator = trackedOutput(z.string()).parse(messages())[Symbol.asyncIterator]();
  // As tRPC does: it asks for the next message before this one is taken, which a slow client does later.
  expect(await iterator.next()).toMatchObject({ done: false });
  const next = iterator.next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(unhandled).not.toHaveBeenCalled();
  await expect(next).rejects.toThrow("The stream ended.");
});
