import { test } from "./kit/browser.js";
import { newPerson, openAs } from "./kit/people.js";

for (const [what, path] of [
  ["an event that is not there", "/events/0123456789abcdef01234567"],
  ["an event's id that is none", "/events/nonsense"],
  ["an address that is not there", "/no/such/page"],
] as const) {
  test(`${what} is told in plain words`, async ({ open }) => {
    const { page } = await open();
    await page.goto(path);
    await page.getByRole("heading", { level: 1, name: "There is no page here" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "See all events" }).click();
    await page.getByRole("heading", { level: 1, name: "What’s on" }).waitFor();
  });
}

test("a booking that is not there is told in plain words", async ({ open }) => {
  const person = await newPerson("Kim Sturm");
  const { page } = await open();
  await openAs(page, person, "/bookings/0123456789abcdef01234567");
  await page.getByRole("heading", { level: 1, name: "There is no page here" }).waitFor();
});
