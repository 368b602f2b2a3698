import { expect } from "vitest";
import { test } from "./kit/browser.js";
import { verdict } from "./kit/door.js";
import { book, newEvent, newPerson, openAs } from "./kit/people.js";
import { qrVideo } from "./kit/qr-video.js";

test("the camera reads a ticket once, however long it is held there", async ({ open }) => {
  const [organizer, attendee] = await Promise.all([newPerson("Mina Holt"), newPerson("Ann Li")]);
  const event = await newEvent(organizer);
  const booking = await book(attendee, event, 2);
  const [ticket] = await attendee.api.booking.tickets.query({ id: booking.id });
  if (!ticket) throw new Error("A confirmed booking has tickets.");
  const cameraVideo = await qrVideo(ticket.code);

  const { page, problems } = await open({ viewport: { width: 360, height: 780 }, cameraVideo });
  await openAs(page, organizer, `/manage/${event.id}/door`);
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  await verdict(page).getByText("Admitted", { exact: true }).waitFor();
  await verdict(page).getByText("Ann Li").waitFor();
  await page.getByText("1 of 2 inside").waitFor();
  await page.waitForTimeout(4_000);
  expect(
    await page.getByRole("region", { name: "Scanned on this device" }).getByRole("listitem").count(),
  ).toBe(1);
  await page.getByRole("button", { name: "Stop the camera" }).click();
  await page.getByRole("button", { name: "Scan with the camera" }).waitFor();
  expect(problems).toEqual([]);
});
