import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { waitForFieldError } from "./kit/page.js";
import { expectAccessible } from "./kit/paying.js";
import { newEvent, newPerson, openAs } from "./kit/people.js";

test("a price that can be read in two ways is asked about, and what was meant is what is saved", async ({
  open,
}) => {
  const organizer = await newPerson("Olga Sand");
  const event = await newEvent(organizer, { price: 2_500, currency: "KWD" });
  const priceNow = async () => (await organizer.api.event.byId.query({ id: event.id })).price;
  const { page } = await open({ viewport: { width: 360, height: 740 } });
  await openAs(page, organizer, `/manage/${event.id}/edit`);
  const price = page.getByLabel("Price");
  await price.waitFor();
  expect(await price.inputValue()).toBe("2.500");

  await price.fill("1,250");
  await page.getByRole("button", { name: "Save changes" }).click();
  await waitForFieldError(price, "This can be read in two ways. Choose the one you mean.");
  const question = page.getByRole("group", { name: "Which one do you mean?" });
  expect(await question.getByRole("button").allInnerTexts()).toEqual(["KWD 1,250.000", "KWD 1.250"]);
  await expectAccessible(page);
  expect(await priceNow()).toBe(2_500);

  await question.getByRole("button", { name: "KWD 1.250" }).click();
  await expect.poll(() => price.inputValue()).toBe("1.250");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(priceNow).toBe(1_250);
});
