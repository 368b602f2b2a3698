import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { findings } from "./kit/findings.js";
import { waitForFieldError, waitForRest } from "./kit/page.js";
import { book, giveSession, newEvent, newPerson } from "./kit/people.js";

let receiver: Server;
let url: string;
/** What the receiver answers, and the ids of the bookings' messages that it was sent. */
let status = 204;
const ids: string[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      if (JSON.parse(body).type === "booking.confirmed") ids.push(String(request.headers["webhook-id"]));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/foyer`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

describe.each([
  { size: "a phone", viewport: { width: 360, height: 740 } },
  { size: "a desk", viewport: { width: 1280, height: 800 } },
])("webhooks on $size", ({ viewport }) => {
  test("are added, tested, looked at, sent again, given another secret, switched off and removed", async ({
    open,
  }) => {
    status = 204;
    const organizer = await newPerson("Wanda Hook");
    const { page } = await open({ viewport });
    await giveSession(page, organizer);
    await page.goto("/manage");
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByRole("heading", { name: "No program is told yet" }).waitFor();

    await page.getByRole("button", { name: "Add a webhook" }).click();
    const address = page.getByLabel("Address");
    await address.fill("receiver.example");
    await page.getByRole("button", { name: "Add webhook" }).click();
    await waitForFieldError(address, "Give an address that begins with https://.");
    await address.fill(url);
    await page.getByRole("checkbox", { name: "Payments", exact: true }).click();
    await page.getByRole("button", { name: "Add webhook" }).click();
    const dialog = page.getByRole("dialog", { name: "Your webhook is added" });
    const secret = await dialog.locator("code").textContent();
    expect(secret).toMatch(/^whsec_/);
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "I have kept it" }).click();

    await page.getByRole("link", { name: /127\.0\.0\.1.*10 events/ }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/^The test arrived: the receiver answered 204/).waitFor();
    expect(await page.getByText(secret ?? "").count()).toBe(0);

    status = 500;
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/^The test did not arrive\. The receiver answered with 500\./).waitFor();
    status = 204;

    await page.getByRole("heading", { name: "Nothing has been sent yet" }).waitFor();
    await book(await newPerson("Ada Buyer"), await newEvent(organizer), 2);
    await expect
      .poll(async () => {
        await page.reload();
        await waitForRest(page);
        return page.getByRole("row", { name: /booking\.confirmed.*Delivered/ }).count();
      })
      .toBe(1);
    await page.getByRole("button", { name: /^Show booking\.confirmed/ }).click();
    await page.getByRole("dialog").getByText('"name": "Ada Buyer"').waitFor();
    const sent = ids.at(-1);
    const before = ids.length;
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByText("is being sent again, with the same id.").waitFor();
    await expect.poll(() => ids.length).toBe(before + 1);
    expect(ids.at(-1)).toBe(sent);
    await page.getByText("Failed", { exact: true }).first().click();
    await page.getByRole("heading", { name: "No deliveries like that" }).waitFor();

    const choose = async (name: string) => {
      await page.getByRole("button", { name: "More about this webhook" }).click();
      await page.getByRole("menuitem", { name }).click();
    };
    await choose("Replace secret");
    await page.getByRole("button", { name: "Replace secret" }).click();
    const another = await page.getByRole("dialog").locator("code").textContent();
    expect(another).not.toBe(secret);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByText(/Signed by the old secret, too, until/).waitFor();

    await choose("Edit webhook");
    await page.getByRole("checkbox", { name: "Bookings", exact: true }).click();
    await page.getByRole("button", { name: "Save webhook" }).click();
    await page.getByText("The webhook is saved.").waitFor();
    await page.getByText(/^6 events, since/).waitFor();

    await choose("Switch off");
    await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
    await page.getByText("The webhook is switched off.").waitFor();
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("The webhook is switched on.").waitFor();

    await choose("Remove webhook");
    await page.getByRole("dialog").getByRole("button", { name: "Remove webhook" }).click();
    await page.getByRole("heading", { name: "No program is told yet" }).waitFor();
    expect(await organizer.api.webhook.list.query()).toEqual([]);
  });
});
