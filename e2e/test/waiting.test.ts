import { test } from "./kit/browser.js";
import { ticketsPanel } from "./kit/page.js";
import { expectAccessible, payWith, waitForTickets } from "./kit/paying.js";
import { book, bookPaid, newEvent, newPerson, openAs } from "./kit/people.js";

test("sold out: somebody waits, another cancels, the tickets are offered and paid", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const [holder, first, attendee] = await Promise.all([
    newPerson("Berta Quell"),
    newPerson("Cora Rund"),
    newPerson("Anton Pech"),
  ]);
  const event = await newEvent(organizer, { capacity: 2 });
  const { id } = await book(holder, event, 2);
  const { page } = await open({ viewport: { width: 360, height: 780 } });

  // Signing in comes between choosing and joining.
  await page.goto(`/events/${event.id}`);
  await page.getByRole("button", { name: "One ticket more" }).click();
  await page.getByRole("link", { name: "Join the waiting list" }).click();
  await page.getByLabel("Email").fill(attendee.email);
  await page.getByLabel("Password").fill(attendee.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await first.api.waitlist.join.mutate({ eventId: event.id, ticketQuantity: 1 });
  await page.getByRole("button", { name: "Join the waiting list" }).click();
  await ticketsPanel(page).getByText("You are 2nd in line for 2 tickets.").waitFor();
  await expectAccessible(page);

  await page.goto("/bookings");
  const waiting = page.getByRole("region", { name: "Waiting" });
  await waiting.getByText("You are 2nd in line for 2 tickets").waitFor();
  await expectAccessible(page);
  await first.api.waitlist.leave.mutate({ eventId: event.id });
  await waiting.getByText("You are next in line for 2 tickets").waitFor();

  // Returned tickets are offered to them, and held for hours.
  await page.goto(`/events/${event.id}`);
  await ticketsPanel(page).getByText("You are next in line").waitFor();
  await holder.api.booking.cancel.mutate({ id, reason: "I have a cold" });
  await ticketsPanel(page)
    .getByText(/^2 tickets are held for you until/)
    .waitFor();
  await page.getByRole("button", { name: "Decline the tickets" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Pay for 2 tickets" }).click();
  await payWith(page, "ok", "EUR 50.00");
  await waitForTickets(page, 2);
});

test("an offer is declined, and a place is left", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const [holder, attendee] = await Promise.all([newPerson("Berta Quell"), newPerson("Anton Pech")]);
  const [offered, full] = await Promise.all([
    newEvent(organizer, { capacity: 1 }),
    newEvent(organizer, { capacity: 1 }),
  ]);
  const { id } = await book(holder, offered, 1);
  await book(holder, full, 1);
  for (const { id: eventId } of [offered, full]) {
    await attendee.api.waitlist.join.mutate({ eventId, ticketQuantity: 1 });
  }
  await holder.api.booking.cancel.mutate({ id });

  const { page } = await open();
  await openAs(page, attendee, `/events/${offered.id}`);
  await page.getByRole("button", { name: "Decline the ticket" }).click();
  const question = page.getByRole("dialog", { name: "Decline the ticket?" });
  await question.getByText("1 ticket goes to whoever is next in line").waitFor();
  await question.getByRole("button", { name: "Decline the ticket" }).click();
  await page.getByRole("button", { name: "Hold 1 ticket for EUR 25.00" }).waitFor();

  await page.goto(`/events/${full.id}`);
  await page.getByRole("button", { name: "Leave the waiting list" }).click();
  await page.getByRole("button", { name: "Join the waiting list" }).waitFor();
});

test("somebody with a booking waits for another kind, and what is offered is added to it", async ({
  open,
}) => {
  const organizer = await newPerson("Olga Sand");
  const [holder, attendee] = await Promise.all([newPerson("Berta Quell"), newPerson("Anton Pech")]);
  const event = await newEvent(organizer, {
    ticketTypes: [
      { name: "Box seats", price: 6_000, quota: 1 },
      { name: "Standing", price: 2_000 },
    ],
  });
  const [box, standing] = event.ticketTypes;
  if (box === undefined || standing === undefined) throw new Error("The event has two kinds.");
  const paymentMethod = "credit_card";
  const order = { eventId: event.id, paymentMethod } as const;
  const theirs = await holder.api.booking.create.mutate({
    ...order,
    paymentMethod: "cash",
    items: [{ ticketTypeId: box.id, quantity: 1 }],
  });
  const { id } = await attendee.api.booking.create.mutate({
    ...order,
    items: [{ ticketTypeId: standing.id, quantity: 1 }],
  });
  await attendee.api.booking.pay.mutate({ id, paymentMethod, paymentToken: "tok_ok" });
  const { page } = await open({ viewport: { width: 360, height: 780 } });
  await openAs(page, attendee, `/events/${event.id}`);
  const panel = ticketsPanel(page);
  await panel.getByRole("button", { name: "Wait for “Box seats”" }).click();
  await panel.getByText("They are then added to your booking").waitFor();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Join the waiting list" }).click();
  await panel.getByText("You are next in line for 1 more ticket (Box seats).").waitFor();
  await panel.getByText("You have 1 ticket.").waitFor();
  await expectAccessible(page);

  await holder.api.booking.cancel.mutate({ id: theirs.id });
  const offer = /^1 more ticket \(Box seats\) came back for you, for EUR 60\.00, and is held until/;
  await panel.getByText(offer).waitFor();
  await panel.getByRole("button", { name: "Decline the ticket" }).waitFor();
  await expectAccessible(page);
  await page.goto("/bookings");
  await page.getByText(offer).waitFor();
  await expectAccessible(page);
  await page.goto(`/bookings/${id}`);
  await page.getByText(offer).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Pay for 1 ticket" }).click();
  await page.getByText(offer).waitFor();
  await payWith(page, "ok", "EUR 60.00");
  await waitForTickets(page, 2);
});

test("another number of tickets says what it costs, and what became of a place is shown", async ({
  open,
}) => {
  const organizer = await newPerson("Olga Sand");
  const [holder, second, attendee] = await Promise.all([
    newPerson("Berta Quell"),
    newPerson("Cora Rund"),
    newPerson("Anton Pech"),
  ]);
  const event = await newEvent(organizer, { capacity: 4 });
  await book(holder, event, 4);
  await attendee.api.waitlist.join.mutate({ eventId: event.id, ticketQuantity: 2 });
  await second.api.waitlist.join.mutate({ eventId: event.id, ticketQuantity: 1 });
  const { page } = await open({ viewport: { width: 360, height: 740 } });
  await openAs(page, attendee, `/events/${event.id}`);
  const panel = ticketsPanel(page);

  await panel.getByText("You are next in line for 2 tickets.").waitFor();
  await panel.getByRole("button", { name: "One ticket more" }).click();
  await panel.getByText("For more tickets you go to the end: 2nd in line, where you are next now.").waitFor();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "One ticket fewer" }).click();
  await panel.getByRole("button", { name: "One ticket fewer" }).click();
  await panel.getByText("You keep your place in line.").waitFor();
  await panel.getByRole("button", { name: "Wait for 1 ticket" }).click();
  await panel.getByText("You are next in line for 1 ticket.").waitFor();
  await panel.getByRole("button", { name: "One ticket more" }).click();
  await panel.getByRole("button", { name: "Go to the end for 2 tickets" }).click();
  await panel.getByText("You are 2nd in line for 2 tickets.").waitFor();

  await organizer.api.event.cancel.mutate({ id: event.id, reason: "The roof leaks" });
  await page.goto("/bookings");
  const ended = page.getByRole("region", { name: "No longer waiting" });
  await ended.getByText("The organizer cancelled this event: The roof leaks").waitFor();
  await expectAccessible(page);
});

test("a paid booking is cancelled, and its page shows the money come back", async ({ open }) => {
  const organizer = await newPerson("Olga Sand");
  const attendee = await newPerson("Anton Pech");
  const event = await newEvent(organizer);
  const { id } = await bookPaid(attendee, event, 2);
  const { page } = await open({ viewport: { width: 360, height: 780 } });
  await openAs(page, attendee, `/bookings/${id}`);
  await page.getByRole("button", { name: "Cancel booking" }).click();
  const question = page.getByRole("dialog", { name: "Cancel your booking?" });
  await question.getByText("EUR 50.00 goes back to the card it was paid with.").waitFor();
  await question.getByLabel("Reason").fill("We both have a cold");
  await question.getByRole("button", { name: "Cancel booking" }).click();
  await question.waitFor({ state: "hidden" });
  await page
    .getByRole("status")
    .getByText(/^EUR 50\.00 was given back on /)
    .waitFor();
  await expectAccessible(page);
  await page.goto(`/bookings/${id}/tickets`);
  await page.getByRole("heading", { name: "These tickets are void" }).waitFor();
});
