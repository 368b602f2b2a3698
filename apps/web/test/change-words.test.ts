import { type ChangePreview, changePreview } from "@foyer/contract/booking";
import { ticketTypeId } from "@foyer/contract/ids";
import { describe, expect, it } from "vitest";
import {
  additionWords,
  changeDone,
  changeErrorWords,
  changeLabel,
  dropWords,
  goOnLabel,
  kindHint,
  previewWords,
} from "../src/bookings/change/change-words";
import {
  afterStep,
  choicesOfHold,
  choicesToAdd,
  choicesToReturn,
  isAnyChange,
  isAnyLeft,
  mostOfChoice,
  toRequest,
} from "../src/bookings/change/wanted-tickets";
import { refused } from "./kit/api";

const NOTHING: ChangePreview = changePreview.parse({
  ticketQuantity: 2,
  items: [],
  discountAmount: 0,
  totalAmount: 5_000,
  currency: "EUR",
  returnedTickets: 0,
  addedTickets: 0,
  refundAmount: 0,
  amountToPay: 0,
  waitsForAnswers: false,
});
const LESS = { ...NOTHING, returnedTickets: 1, refundAmount: 2_500 };
const MORE = { ...NOTHING, addedTickets: 2, amountToPay: 5_000 };

describe("words for a change of a booking", () => {
  it("say what goes, what comes and what it comes to", () => {
    expect(previewWords(LESS, "stripe")).toBe(
      "1 ticket goes back on sale. EUR 25.00 goes back to where it was paid from.",
    );
    expect(previewWords(LESS, "cash")).toContain("The organizer gives EUR 25.00 back in cash.");
    expect(previewWords(MORE, "stripe")).toContain("2 more tickets for EUR 50.00. They are held for you");
    const atOnce = { ...NOTHING, addedTickets: 1, totalAmount: 7_500 };
    expect(previewWords(atOnce, "cash")).toBe("1 more ticket. The total is then EUR 75.00.");
    const asked = { ...atOnce, waitsForAnswers: true };
    expect(previewWords(asked, "cash")).toBe(
      "1 more ticket. It is held for you until you have answered the organizer’s questions; until then your booking stays as it is. The total is then EUR 75.00.",
    );
    expect(changeLabel(asked, "more")).toBe("Hold 1 ticket");
    expect(changeLabel(undefined, "more")).toBe("Add tickets");
    expect(changeLabel(MORE, "more")).toBe("Hold 2 tickets for EUR 50.00");
    expect(changeLabel(LESS, "less")).toBe("Give back 1 ticket");
    expect(changeDone(LESS, "stripe")).toBe(
      "1 ticket went back on sale. EUR 25.00 is on its way back to your card. It can take some days to get there.",
    );
    expect(changeDone(LESS, "cash")).toBe(
      "1 ticket went back on sale. Collect EUR 25.00 from the organizer, in cash.",
    );
    expect(changeDone(atOnce, "stripe")).toBe("1 ticket is yours now.");
    const swapped = { ...NOTHING, returnedTickets: 1, addedTickets: 1 };
    expect(changeLabel(swapped, "any")).toBe("Hold 2 tickets for EUR 50.00");
    expect(
      kindHint({ has: 2, wanted: 2, price: 2_500, isFull: true }, "EUR", {
        direction: "any",
        reader: "attendee",
      }),
    ).toBe("You hold 2 tickets, EUR 25.00 each");
    const less = { direction: "less", reader: "attendee" } as const;
    const kept = { has: 3, wanted: 1, price: null, isFull: false };
    expect(kindHint(kept, "EUR", less)).toBe("You keep 1 of 3 tickets");
    expect(kindHint(kept, "EUR", { ...less, reader: "organizer" })).toBe("Keeps 1 of 3 tickets");
  });

  it("say to those who run the event what happens to somebody else's booking", () => {
    expect(previewWords(LESS, "cash", "organizer")).toBe(
      "1 ticket goes back on sale. You give EUR 25.00 back in cash.",
    );
    expect(previewWords(MORE, "stripe", "organizer")).toBe(
      "2 more tickets for EUR 50.00. They are held for the attendee until that is paid; until then the booking stays as it is.",
    );
    expect(changeDone(LESS, "cash", "organizer")).toBe(
      "1 ticket went back on sale. EUR 25.00 stands under “Refunds” until you have given it back.",
    );
    expect(changeDone(LESS, "stripe", "organizer")).toContain("EUR 25.00 is on its way back.");
    expect(changeDone({ ...NOTHING, addedTickets: 1 }, "cash", "organizer")).toBe("1 ticket is added.");
    const hint = kindHint({ has: 0, wanted: 0, price: 0, isFull: true }, "EUR", {
      direction: "more",
      reader: "organizer",
    });
    expect(hint).toBe("Has none, no more to be had");
  });

  it("say until when additional tickets are held, and what they wait for", () => {
    const now = new Date("2027-03-01T12:00:00Z");
    const holdExpiresAt = new Date("2027-03-01T12:15:00Z");
    const held = {
      items: [],
      ticketQuantity: 1,
      amount: 2_000,
      returnedTickets: 1,
      isCash: false,
      isOffer: false,
      holdExpiresAt,
    };
    expect(additionWords(held, "EUR", now)).toMatch(
      /^1 more ticket is held for you until .*\. 1 ticket of your booking goes back then\.$/,
    );
    expect(additionWords({ ...held, isCash: true }, "EUR", now)).toContain(
      "Pay the organizer EUR 20.00 in cash",
    );
    const offered = { ...held, returnedTickets: 0, isOffer: true };
    expect(additionWords(offered, "EUR", now)).toMatch(
      /^1 more ticket came back for you, for EUR 20\.00, and is held until .*\. After that the next in line gets it\.$/,
    );
    const ofKind = { ticketTypeId: null, name: "Box", unitPrice: 2_000, quantity: 1 };
    expect(additionWords({ ...offered, items: [ofKind] }, "EUR", now)).toContain("1 more ticket (Box) came");
    expect(goOnLabel(offered, "EUR", false)).toBe("Pay for 1 ticket");
    expect(goOnLabel({ ...offered, amount: 0 }, "EUR", true)).toBe("Take 1 ticket");
    expect(goOnLabel(held, "EUR", false)).toBe("Pay EUR 20.00 now");
    expect(dropWords(offered)).toMatchObject({ label: "Decline the ticket" });
    expect(dropWords({ ...held, ticketQuantity: 2 })).toMatchObject({ label: "Give them up" });
  });
});

describe("why tickets could not be added", () => {
  it("is told plainly once the event has begun, to attendees and to those who run it", () => {
    expect(changeErrorWords(refused("EVENT_NOT_OPEN"), "attendee")).toMatch(
      /until the event begins.*at the door/,
    );
    expect(changeErrorWords(refused("EVENT_NOT_OPEN"), "organizer")).toMatch(/without the address/);
    expect(changeErrorWords(refused("EVENT_SOLD_OUT"), "attendee")).toBeUndefined();
  });
});

describe("the tickets of a change", () => {
  const [standing, seated] = ["1", "2"].map((digit) => ticketTypeId.parse(digit.repeat(24)));
  if (standing === undefined || seated === undefined) throw new Error("There are two kinds.");
  const now = new Date("2027-03-01T12:00:00Z");
  const item = (id: typeof standing, quantity: number) => ({
    ticketTypeId: id,
    name: "Kind",
    unitPrice: 1_000,
    quantity,
  });
  // Booked at two prices.
  const booking = {
    items: [item(standing, 1), item(standing, 1), item(seated, 1)],
    ticketQuantity: 3,
    admittedTickets: 0,
  };
  const type = {
    name: "Kind",
    description: null,
    price: 1_000,
    quota: null,
    salesFrom: null,
    salesUntil: null,
    minPerBooking: null,
    maxPerBooking: 4,
    isHidden: false,
    isClosed: false,
    waitingCount: 0,
  };
  const stock = { availableTickets: 9, waitingCount: 0, price: 1_000, maxTicketsPerPerson: 20 };

  it("are summed by kind, and asked for as the whole list", () => {
    const choices = choicesToReturn(booking);
    expect(choices.map(({ id, has, min, max }) => ({ id, has, min, max }))).toEqual([
      { id: standing, has: 2, min: 0, max: 2 },
      { id: seated, has: 1, min: 0, max: 1 },
    ]);
    const wanted = new Map([[standing, 1]]);
    expect(isAnyChange(choices, wanted)).toBe(true);
    expect(toRequest(booking, choices, wanted)).toEqual({
      items: [
        { ticketTypeId: standing, quantity: 1 },
        { ticketTypeId: seated, quantity: 1 },
      ],
    });
    expect(
      isAnyLeft(
        choices,
        new Map([
          [standing, 0],
          [seated, 0],
        ]),
      ),
    ).toBe(false);
  });

  it("can be as many more as there are, within the limits; kinds that are not shown stay", () => {
    const ticketTypes = [{ ...type, id: standing, available: 9 }];
    const choices = choicesToAdd(booking, { ...stock, ticketTypes }, now);
    expect(choices).toMatchObject([{ id: standing, has: 2, min: 2, max: 4 }]);
    expect(toRequest(booking, choices, new Map([[standing, 4]]))).toEqual({
      items: [
        { ticketTypeId: standing, quantity: 4 },
        { ticketTypeId: seated, quantity: 1 },
      ],
    });
    const plain = {
      items: [{ ...item(standing, 2), ticketTypeId: null, name: null }],
      ticketQuantity: 2,
      admittedTickets: 0,
    };
    const one = { ...stock, ticketTypes: [] };
    expect(choicesToAdd(plain, one, now)).toMatchObject([{ id: null, min: 2, max: 11 }]);
    expect(choicesToAdd(plain, { ...one, waitingCount: 1 }, now)).toMatchObject([{ max: 2 }]);
    expect(toRequest(plain, choicesToAdd(plain, one, now), new Map([[null, 3]]))).toEqual({
      ticketQuantity: 3,
    });
  });

  it("of new kinds join tickets from before there were any, which stay or can be given back", () => {
    const ofNoKind = { ...item(standing, 3), ticketTypeId: null, name: null };
    const before = { items: [ofNoKind], ticketQuantity: 3, admittedTickets: 0 };
    const ticketTypes = [{ ...type, id: standing, available: 9 }];
    const choices = choicesToAdd(before, { ...stock, ticketTypes }, now);
    expect(choices).toMatchObject([{ id: standing, has: 0, min: 0, max: 4 }]);
    expect(toRequest(before, choices, new Map([[standing, 1]]))).toEqual({
      items: [
        { ticketTypeId: standing, quantity: 1 },
        { ticketTypeId: null, quantity: 3 },
      ],
    });
    const both = { items: [ofNoKind, item(standing, 1)], ticketQuantity: 4, admittedTickets: 0 };
    const toReturn = choicesToReturn(both);
    expect(toReturn).toMatchObject([
      { id: null, name: null, has: 3, min: 0, max: 3 },
      { id: standing, has: 1, min: 0, max: 1 },
    ]);
    expect(toRequest(both, toReturn, new Map([[null, 1]]))).toEqual({
      items: [
        { ticketTypeId: null, quantity: 1 },
        { ticketTypeId: standing, quantity: 1 },
      ],
    });
  });

  it("come from kinds that are on sale; for those who run the event from all", () => {
    const ticketTypes = [{ ...type, id: standing, available: 9, isClosed: true }];
    expect(choicesToAdd(booking, { ...stock, ticketTypes }, now)).toMatchObject([{ max: 2 }]);
    expect(choicesToAdd(booking, { ...stock, ticketTypes }, null)).toMatchObject([{ max: 4 }]);
  });

  it("of a hold change kinds within its limits, at the price it holds them for", () => {
    const group = ticketTypeId.parse("3".repeat(24));
    const ticketTypes = [
      { ...type, id: standing, price: 9_900, available: 9 },
      { ...type, id: group, available: 9, minPerBooking: 3 },
    ];
    const choices = choicesOfHold(booking, { ticketTypes }, now);
    expect(choices).toMatchObject([
      { id: standing, has: 2, min: 0, max: 4, price: 1_000 },
      { id: group, has: 0, min: 0, max: 4, least: 3, price: 1_000 },
      // Not shown any more, so it can only go.
      { id: seated, has: 1, min: 0, max: 1 },
    ]);
    const [held, ofGroup] = choices;
    if (held === undefined || ofGroup === undefined) throw new Error("Both kinds are there.");
    expect([afterStep(ofGroup, 0, 1), afterStep(ofGroup, 3, 2), afterStep(held, 2, 1)]).toEqual([3, 0, 1]);
    const most = 5;
    expect(mostOfChoice(held, choices, { wanted: new Map(), most })).toBe(4);
    // Three of a group have no room beside three others.
    expect(mostOfChoice(ofGroup, choices, { wanted: new Map(), most })).toBe(0);
    expect(mostOfChoice(ofGroup, choices, { wanted: new Map([[standing, 1]]), most })).toBe(3);
  });
});
