import { createFoyerClient } from "@foyer/client";
import { describe, expect, it } from "vitest";

describe("the address of the server", () => {
  it.each([
    "foyer.example",
    "foyer.example/trpc",
    "localhost:3000/trpc",
    "127.0.0.1:3000/trpc",
    "ftp://foyer.example/trpc",
    "http://",
    "",
  ])("that is %j is refused at once, with what it has to be", (url) => {
    const create = () => createFoyerClient({ url });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(
      `The url has to begin with https:// or http://, as in "https://foyer.example/trpc", or in a page with /. It is ${JSON.stringify(url)}.`,
    );
  });

  it("that is missing is refused in the same words", () => {
    // As of a variable of the environment in a program without types.
    const options: { url: string } = JSON.parse("{}");
    expect(() => createFoyerClient(options)).toThrow("It is undefined.");
  });

  it.each([
    "https://foyer.example/trpc",
    "HTTP://localhost:3000/trpc",
    "http://[::1]:3000/trpc",
    "/trpc",
    "./trpc",
    "../trpc",
    "//foyer.example/trpc",
  ])("may be %s", (url) => {
    expect(() => createFoyerClient({ url })).not.toThrow();
  });
});
