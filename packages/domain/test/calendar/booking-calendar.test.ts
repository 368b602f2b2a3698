import { type BookedTime, bookingCalendar, type CalendarUse } from "@foyer/domain/calendar/booking-calendar";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T12:00:00Z");

type Parts = { booking?: Partial<BookedTime["booking"]>; event?: Partial<BookedTime["event"]> };

function file({ booking, event }: Parts = {}, use: CalendarUse = "mail") {
  const about: BookedTime = {
    booking: { id: "0123456789abcdef01234567", status: "confirmed", ticketQuantity: 2, ...booking },
    event: {
      name: "Night; with, commas\\ and more",
      venue: "Grand Hall, Main Street 1; left door, behind the old oak, which is hard to miss",
      dateTime: new Date("2027-03-12T18:30:00Z"),
      timeZone: "Europe/Berlin",
      doorsAt: null,
      endsAt: null,
      calendarVersion: 3,
      cancelledAt: null,
      organizer: { name: 'Olga "The O" Organ; X' },
      ...event,
    },
    attendee: { name: 'Pat "P" Example', email: "pat@example.org" },
    publicUrl: "https://foyer.example",
    now: NOW,
  };
  return bookingCalendar(about, use);
}

/** Reads a file with a parser of somebody else's. */
function read(...args: Parameters<typeof file>) {
  const calendar = new ICAL.Component(ICAL.parse(file(...args).content));
  const component = calendar.getFirstSubcomponent("vevent");
  if (component === null) throw new Error("There is no event in it.");
  const event = new ICAL.Event(component);
  const value = (name: string) => component.getFirstPropertyValue(name);
  return { method: calendar.getFirstPropertyValue("method"), component, event, value };
}

describe("a booking's calendar file", () => {
  it("has when in UTC, where, what, and whose", () => {
    const { method, event, value, component } = read();
    expect(method).toBe("REQUEST");
    expect(event.uid).toBe("booking-0123456789abcdef01234567@foyer");
    expect(event.summary).toBe("Night; with, commas\\ and more");
    expect(event.location).toContain("Main Street 1; left door");
    expect(event.startDate.toString()).toBe("2027-03-12T18:30:00Z");
    expect(event.endDate.toString()).toBe("2027-03-12T20:30:00Z");
    expect(String(value("dtstamp"))).toBe("2027-03-01T12:00:00Z");
    expect(value("url")).toBe("https://foyer.example/bookings/0123456789abcdef01234567");
    expect(value("status")).toBe("CONFIRMED");
    const organizer = component.getFirstProperty("organizer");
    expect(organizer?.getParameter("cn")).toBe("Olga 'The O' Organ; X");
    expect(organizer?.getFirstValue()).toBe("mailto:no-reply@foyer.example");
    expect(component.getFirstProperty("attendee")?.getFirstValue()).toBe("MAILTO:pat@example.org");
  });

  it("ends when its organizer says, and says when doors open, with the day if it is another one", () => {
    const endsAt = new Date("2027-03-12T23:00:00Z");
    const { event } = read({ event: { endsAt, doorsAt: new Date("2027-03-12T17:30:00Z") } });
    expect(event.endDate.toString()).toBe("2027-03-12T23:00:00Z");
    expect(event.description).toContain("2 tickets. Doors open at 18:30 Berlin time. Your booking: ");
    const before = read({ event: { doorsAt: new Date("2027-03-11T22:59:00Z") } });
    expect(before.event.description).toMatch(/Doors open at 11 March 2027.* 23:59 Berlin time/);
  });

  it("keeps its lines within 75 bytes and ends each as the standard wants", () => {
    const { content } = file();
    expect(content.endsWith("END:VCALENDAR\r\n")).toBe(true);
    for (const line of content.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it("keeps its UID while the sequence grows, and cancels above whatever was sent", () => {
    const first = read({ event: { calendarVersion: 0 } });
    const changed = read({ event: { calendarVersion: 1, dateTime: new Date("2027-03-13T18:30:00Z") } });
    const cancelled = read({ event: { calendarVersion: 1 }, booking: { status: "cancelled" } });
    expect([first, changed, cancelled].map(({ event }) => event.sequence)).toEqual([0, 1, 2]);
    expect(new Set([first, changed, cancelled].map(({ event }) => event.uid)).size).toBe(1);
    expect(cancelled.method).toBe("CANCEL");
    expect(cancelled.value("status")).toBe("CANCELLED");
  });

  it("is cancelled with its event", () => {
    const { method, value } = read({ event: { cancelledAt: NOW } });
    expect([method, value("status")]).toEqual(["CANCEL", "CANCELLED"]);
  });

  it("names no attendee where it is downloaded, and is tentative while it is only held", () => {
    const { method, component, value } = read({ booking: { status: "pending" } }, "download");
    expect([method, value("status")]).toEqual(["PUBLISH", "TENTATIVE"]);
    expect(component.getFirstProperty("attendee")).toBeNull();
  });
});
