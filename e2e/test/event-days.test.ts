import { describe, expect } from "vitest";
import { test } from "./kit/browser.js";
import { newEvent, newPerson, uniqueWord } from "./kit/people.js";

describe("the date filter", () => {
  test.for([
    { timezoneId: "America/New_York" },
    { timezoneId: "Asia/Tokyo" },
    { timezoneId: "Pacific/Kiritimati" },
  ])(
    "means the day that the card shows, also to a reader in $timezoneId",
    async ({ timezoneId }, { open }) => {
      const organizer = await newPerson("Mina Holt");
      const word = uniqueWord();
      const [tokyo, newYork] = [`Tokyo ${word}`, `New York ${word}`];
      // A Thursday in Tokyo, and a Wednesday in New York.
      const dateTime = new Date("2099-05-13T15:30:00Z");
      await newEvent(organizer, { name: tokyo, dateTime, timeZone: "Asia/Tokyo" });
      await newEvent(organizer, { name: newYork, dateTime, timeZone: "America/New_York" });
      const { page } = await open({ timezoneId });
      const shown = async (day: string) => {
        await page.goto(`/?q=${word}&from=${day}&to=${day}`);
        await page.getByText("1 event", { exact: true }).waitFor();
        await page.getByText(word).first().waitFor();
        return (await page.getByRole("main").allInnerTexts()).join();
      };
      const thirteenth = await shown("2099-05-13");
      expect(thirteenth).toContain(newYork);
      expect(thirteenth).not.toContain(tokyo);
      expect(thirteenth).toContain("Wed 13 May 2099");
      const fourteenth = await shown("2099-05-14");
      expect(fourteenth).toContain(tokyo);
      expect(fourteenth).not.toContain(newYork);
      expect(fourteenth).toContain("Thu 14 May 2099");
    },
  );
});
