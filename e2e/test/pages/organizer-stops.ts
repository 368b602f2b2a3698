import type { Stop } from "./stop.js";

/** Pages of somebody who runs events. */
export const ORGANIZER_STOPS: readonly Stop[] = [
  { name: "manager", path: () => "/manage" },
  {
    name: "manager with the account menu",
    path: () => "/manage",
    async onceThere(page) {
      await page
        .getByRole("banner")
        .getByRole("button", { name: /Account of/ })
        .click();
      await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    },
  },
  { name: "webhooks", path: () => "/manage/webhooks" },
  {
    name: "a new webhook with errors",
    path: () => "/manage/webhooks",
    async onceThere(page) {
      await page.getByRole("button", { name: "Add a webhook" }).click();
      for (const name of ["Bookings", "Payments", "Events", "Waiting list", "Door"])
        await page.getByRole("checkbox", { name, exact: true }).click();
      await page.getByRole("button", { name: "Add webhook" }).click();
      await page.getByText("Choose at least one event.").waitFor();
    },
  },
  {
    name: "a webhook that fails",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
  },
  {
    name: "a webhook without such deliveries",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}?state=delivered`,
  },
  {
    name: "a delivery",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
    async onceThere(page) {
      await page
        .getByRole("button", { name: /^Show booking/ })
        .first()
        .click();
      await page.getByRole("dialog").getByText("Sent as").waitFor();
    },
  },
  {
    name: "the question whether to remove a webhook",
    path: ({ webhookId }) => `/manage/webhooks/${webhookId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this webhook" }).click();
      await page.getByRole("menuitem", { name: "Remove webhook" }).click();
      await page.getByRole("dialog").getByText("Its log and its secret are deleted").waitFor();
    },
  },
  { name: "a new event", path: () => "/manage/new" },
  { name: "a managed event", path: ({ booked }) => `/manage/${booked.id}` },
  {
    name: "a managed event with its sales as a table",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Show as a table" }).click();
      await page.getByRole("table", { name: "Sales per day" }).waitFor();
    },
  },
  {
    name: "the question whether to cancel an event",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this event" }).click();
      await page.getByRole("menuitem", { name: "Cancel event" }).click();
      await page.getByRole("dialog").getByText("2 bookings will be cancelled").waitFor();
    },
  },
  {
    name: "the question when a copy is to be",
    path: ({ booked }) => `/manage/${booked.id}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about this event" }).click();
      await page.getByRole("menuitem", { name: "Duplicate event" }).click();
      await page.getByRole("dialog").getByLabel("Date and time of the copy").waitFor();
    },
  },
  { name: "a cancelled event", path: ({ cancelled }) => `/manage/${cancelled.id}` },
  { name: "refunds", path: ({ booked }) => `/manage/${booked.id}/refunds` },
  { name: "no refunds", path: ({ open }) => `/manage/${open.id}/refunds` },
  { name: "the door", path: ({ open }) => `/manage/${open.id}/door` },
  {
    name: "the door with a ticket admitted",
    path: ({ booked }) => `/manage/${booked.id}/door`,
    async onceThere(page, scene) {
      await page.getByLabel("Ticket code").fill(scene.codes.shift() ?? "");
      await page.getByRole("button", { name: "Check in" }).click();
      await page.getByRole("region", { name: "Last scan" }).getByText("Admitted").waitFor();
    },
  },
  {
    name: "the door with a ticket refused",
    path: ({ open }) => `/manage/${open.id}/door`,
    async onceThere(page) {
      await page.getByLabel("Ticket code").fill("4006381333931");
      await page.getByRole("button", { name: "Check in" }).click();
      await page.getByText("Refused").waitFor();
    },
  },
  {
    name: "the door with a sale",
    path: ({ booked }) => `/manage/${booked.id}/door`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Sell a ticket" }).click();
      await page.getByText(/^Take CZK/).waitFor();
    },
  },
  { name: "attendees", path: ({ booked }) => `/manage/${booked.id}/attendees` },
  {
    name: "the question whether cash was paid",
    path: ({ booked }) => `/manage/${booked.id}/attendees`,
    async onceThere(page) {
      const row = page.getByRole("row", { name: /Ann Li/ });
      await row.getByRole("button", { name: /^Mark CZK .* as paid$/ }).click();
      await page.getByRole("dialog", { name: "Did Ann Li pay" }).waitFor();
    },
  },
  { name: "no attendees", path: ({ open }) => `/manage/${open.id}/attendees` },
  {
    name: "a booking to be added, with errors",
    path: ({ booked }) => `/manage/${booked.id}/attendees/new`,
    async onceThere(page) {
      await page.getByRole("button", { name: /^Book 1 ticket for CZK/ }).click();
      await page.getByText("Fill this in.").waitFor();
    },
  },
  {
    name: "a booking that cannot be added",
    path: ({ soldOut }) => `/manage/${soldOut.id}/attendees/new`,
  },
  { name: "capacity log", path: ({ booked }) => `/manage/${booked.id}/log` },
  { name: "edit an event", path: ({ booked }) => `/manage/${booked.id}/edit` },
  { name: "a managed event with kinds and codes", path: ({ festival }) => `/manage/${festival.id}` },
  {
    name: "edit an event with kinds",
    path: ({ festival }) => `/manage/${festival.id}/edit`,
    async onceThere(page) {
      await page.getByRole("button", { name: /^Adult/ }).click();
      await page.getByText("More about this kind").click();
      await page.getByLabel("At most per booking").first().waitFor();
    },
  },
  { name: "edit an event with thirty kinds", path: ({ many }) => `/manage/${many.id}/edit` },
  {
    name: "edit an event with thirty kinds, one of them open",
    path: ({ many }) => `/manage/${many.id}/edit`,
    async onceThere(page) {
      const kinds = page.getByRole("group", { name: "Kinds of tickets" });
      await kinds.getByRole("listitem").nth(2).getByRole("button").first().click();
      await page.getByLabel("Place in the list").waitFor();
    },
  },
  {
    name: "a new event with kinds and errors",
    path: () => "/manage/new",
    async onceThere(page) {
      await page.getByRole("button", { name: "Several kinds of tickets" }).click();
      await page.getByRole("button", { name: "Create event" }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  { name: "codes", path: ({ festival }) => `/manage/${festival.id}/codes` },
  { name: "no codes", path: ({ open }) => `/manage/${open.id}/codes` },
  {
    name: "a new code with errors",
    path: ({ festival }) => `/manage/${festival.id}/codes`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Create a code" }).click();
      await page.getByRole("button", { name: "Create code" }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "the question whether to remove a code",
    path: ({ festival }) => `/manage/${festival.id}/codes`,
    async onceThere(page) {
      await page.getByRole("button", { name: "More about the code WELCOME" }).click();
      await page.getByRole("menuitem", { name: "Remove code" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "questions", path: ({ festival }) => `/manage/${festival.id}/questions` },
  { name: "no questions", path: ({ open }) => `/manage/${open.id}/questions` },
  {
    name: "a new question with errors",
    path: ({ festival }) => `/manage/${festival.id}/questions`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Add a question" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("How it is answered").selectOption({ label: "One of several options" });
      await dialog.getByRole("button", { name: "Add question" }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  { name: "attendees with kinds", path: ({ festival }) => `/manage/${festival.id}/attendees` },
  {
    name: "an attendee's names and answers",
    path: ({ festival }) => `/manage/${festival.id}/attendees`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Answers of Ann Li" }).filter({ visible: true }).click();
      await page.getByRole("dialog").getByText("+49 30 1234567").waitFor();
    },
  },
  {
    name: "an attendee's booking",
    path: ({ festival, festivalBookingId }) => `/manage/${festival.id}/attendees/${festivalBookingId}`,
  },
  {
    name: "money to be given back, with errors",
    path: ({ festival, festivalBookingId }) => `/manage/${festival.id}/attendees/${festivalBookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Give money back" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Give money back" }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  {
    name: "an attendee's tickets to be given back",
    path: ({ festival, festivalBookingId }) => `/manage/${festival.id}/attendees/${festivalBookingId}`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Give back tickets" }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: /^One fewer: Adult/ })
        .click();
      await page.getByText(/^1 ticket goes back on sale/).waitFor();
    },
  },
  {
    name: "a booking to be added, of kinds",
    path: ({ festival }) => `/manage/${festival.id}/attendees/new`,
    async onceThere(page) {
      await page.getByRole("button", { name: "One more: Adult" }).click();
      await page.getByRole("button", { name: /^Book 1 ticket for KWD/ }).waitFor();
    },
  },
  { name: "the waiting list", path: ({ festival }) => `/manage/${festival.id}/waitlist` },
  { name: "nobody on the waiting list", path: ({ open }) => `/manage/${open.id}/waitlist` },
  {
    name: "the question whether to remove somebody from the waiting list",
    path: ({ festival }) => `/manage/${festival.id}/waitlist`,
    async onceThere(page) {
      await page
        .getByRole("button", { name: /^Remove Maximiliane/ })
        .filter({ visible: true })
        .click();
      await page.getByRole("dialog").getByText("They are told by mail.").waitFor();
    },
  },
  { name: "refunds of kinds", path: ({ festival }) => `/manage/${festival.id}/refunds` },
  { name: "capacity log with kinds", path: ({ festival }) => `/manage/${festival.id}/log` },
  {
    name: "a booking found at the door",
    path: ({ festival }) => `/manage/${festival.id}/door`,
    async onceThere(page) {
      await page.getByRole("searchbox", { name: "Find a booking" }).fill("ann li");
      const found = page.getByRole("list", { name: "Bookings found" });
      await found.getByText("0 of 3 inside").waitFor();
      // What it says of a ticket at the door: the answer too.
      await found.getByText(/Vegan/).first().waitFor();
    },
  },
  {
    name: "the door with a sale of kinds",
    path: ({ festival }) => `/manage/${festival.id}/door`,
    async onceThere(page) {
      await page.getByRole("button", { name: "Sell a ticket" }).click();
      await page.getByRole("button", { name: "One more: Adult" }).click();
      await page.getByText("Take KWD 12.500 in cash").waitFor();
    },
  },
];
