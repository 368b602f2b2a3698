import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import Fastify from "fastify";
import { afterEach, expect, it, vi } from "vitest";
import { closeApp } from "../src/http/close-app.js";
import { createHostState } from "../src/http/host-state.js";

afterEach(() => {
  vi.useRealTimers();
});

it("a connection that never sent a request does not hold up the end of a server that nobody asks anything", async () => {
  const app = Fastify();
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const accepted = once(app.server, "connection");
  const silent = connect(port, "127.0.0.1");
  await accepted;
  const closed = once(silent, "close");

  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  const closing = closeApp(app, createHostState(), 0);
  // Far less than running requests may take; it never becomes later.
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all([closing, closed]);
  expect(app.server.listening).toBe(false);
});
