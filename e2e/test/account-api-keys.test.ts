import { createFoyerClient, reasonOf } from "@foyer/client";
import { describe, expect, inject } from "vitest";
import { test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForFieldError } from "./kit/page.js";
import { giveSession, newEvent, newPerson } from "./kit/people.js";

describe("API keys on the account page", () => {
  test.for([
    { name: "a phone", viewport: { width: 360, height: 740 } },
    { name: "a desktop", viewport: { width: 1280, height: 900 } },
  ])("are created, used, and revoked on $name", async ({ viewport }, { open }) => {
    const person = await newPerson("Ida Bot");
    const event = await newEvent(person, { name: "Lantern Walk" });
    await newEvent(person);
    const { page, problems } = await open({ viewport });
    await giveSession(page, person);
    await page.goto("/account");
    const section = page.getByRole("region", { name: "API keys" });
    await section.getByRole("button", { name: "Create API key" }).click();

    const form = section.getByRole("form", { name: "Create API key" });
    await form.getByRole("checkbox", { name: /^Read/ }).uncheck();
    await form.getByRole("radio", { name: "Only some of mine" }).check();
    await form.getByRole("checkbox", { name: /^Lantern Walk/ }).waitFor();
    await form.getByRole("button", { name: "Create API key" }).click();
    await waitForFieldError(form.getByLabel("Name"), "Fill this in.");
    await form.getByText("Tick at least one.").waitFor();
    await form.getByText("Tick at least one, or choose all events.").waitFor();
    expect(await findings(page)).toEqual([]);
    await form.getByLabel("Name").fill("Sales bot");
    await form.getByRole("checkbox", { name: /^Read/ }).check();
    await form.getByRole("checkbox", { name: /^Lantern Walk/ }).check();
    await form.getByRole("button", { name: "Create API key" }).click();

    await section.getByText("The API key is created.").waitFor();
    const key = await section.getByLabel("Your API key").inputValue();
    expect(key).toMatch(/^foyer_[0-9A-Za-z]{49}$/);
    await section.getByRole("button", { name: "Copy API key" }).click();
    await section.getByText(/^It is (in your clipboard|selected)/).waitFor();
    expect(await findings(page)).toEqual([]);
    await section.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(key);

    const program = createFoyerClient({ url: `${inject("origin")}/trpc`, apiKey: key });
    expect((await program.event.mine.query()).items.map(({ id }) => id)).toEqual([event.id]);
    await expect
      .poll(async () => (await person.api.apiKey.list.query()).at(0)?.lastUsedAt ?? null)
      .not.toBeNull();
    await page.reload();
    const row = section.getByRole("listitem");
    await row.getByText("Read · 1 event").waitFor();
    await row.getByText(/^Last used .* · Expires /).waitFor();

    await row.getByRole("button", { name: "Revoke Sales bot" }).click();
    const question = page.getByRole("dialog", { name: "Revoke Sales bot?" });
    await question.getByText(/A program last used this key .* From now on it is refused\./).waitFor();
    expect(await findings(page)).toEqual([]);
    await question.getByRole("button", { name: "Revoke API key" }).click();
    await section.getByText("The API key Sales bot is revoked.").waitFor();
    await expect.poll(() => row.count()).toBe(0);
    expect(await program.event.mine.query().then(() => "allowed", reasonOf)).toBe("UNAUTHENTICATED");
    expect(problems).toEqual([]);
  });

  test.for([
    { name: "a phone", viewport: { width: 360, height: 780 }, colorScheme: "light" as const },
    { name: "a desktop", viewport: { width: 1280, height: 900 }, colorScheme: "dark" as const },
  ])(
    "with the scope Webhooks say on $name what they have set up",
    async ({ name: _, ...device }, { open }) => {
      const person = await newPerson("Wilma Key");
      await newEvent(person, { name: "Lantern Walk" });
      const { page, problems } = await open(device);
      await giveSession(page, person);
      await page.goto("/account");
      const section = page.getByRole("region", { name: "API keys" });
      await section.getByRole("button", { name: "Create API key" }).click();
      const form = section.getByRole("form", { name: "Create API key" });
      await form.getByLabel("Name").fill("CRM");
      await form.getByRole("checkbox", { name: /^Webhooks/ }).check();
      await form.getByRole("radio", { name: "Only some of mine" }).check();
      await form.getByRole("checkbox", { name: /^Lantern Walk/ }).check();
      await form.getByRole("button", { name: "Create API key" }).click();
      await form.getByText(/^Webhooks are told of all events:/).waitFor();
      expect(await findings(page)).toEqual([]);
      await form.getByRole("radio", { name: "All events" }).check();
      await form.getByRole("button", { name: "Create API key" }).click();
      const key = await section.getByLabel("Your API key").inputValue();

      const program = createFoyerClient({ url: `${inject("origin")}/trpc`, apiKey: key });
      const { id } = await program.webhook.create.mutate({
        url: "http://127.0.0.1:59999/crm",
        events: ["*"],
      });
      await page.goto(`/manage/webhooks/${id}`);
      await page.getByText("Set up by a program, with the API key CRM").waitFor();
      expect(await findings(page)).toEqual([]);

      await page.goto("/account");
      await section.getByText("Read, webhooks · all events").waitFor();
      await section.getByRole("button", { name: "Revoke CRM" }).click();
      const question = page.getByRole("dialog", { name: "Revoke CRM?" });
      await question.getByText("1 webhook that it set up stays: look at it under Webhooks.").waitFor();
      expect(await findings(page)).toEqual([]);
      await question.getByRole("button", { name: "Revoke API key" }).click();
      await section.getByText("The API key CRM is revoked.").waitFor();
      expect(await person.api.webhook.list.query()).toMatchObject([{ id, isEnabled: true }]);
      expect(problems).toEqual([]);
    },
  );
});
