import type { CreateDiscountCodeInput } from "@foyer/contract/discount-code";
import type { CreateEventRequest } from "@foyer/contract/event";
import type { CreateQuestionInput } from "@foyer/contract/question";

/** An event of the demo. Its day and hour are relative, so that the demo is current whenever it is created. */
export interface DemoEvent extends Omit<CreateEventRequest, "dateTime"> {
  readonly organizer: "mara@foyer.example" | "jonas@foyer.example";
  /** Days from the creation of the demo; negative for past events. */
  readonly inDays: number;
  /** Hour of the day in the event's time zone. */
  readonly hour: number;
  /** Ticket quantities of its bookings, one for each attendee in turn, and of its ticket types in turn. */
  readonly bookings: readonly number[];
  readonly codes?: readonly Pick<CreateDiscountCodeInput, "code" | "kind" | "value" | "maxUses">[];
  /** What those who book are asked; the demo's people were not. */
  readonly questions?: readonly Omit<CreateQuestionInput, "eventId">[];
}

const MARA = "mara@foyer.example";
const JONAS = "jonas@foyer.example";
const EUR = { currency: "EUR", cancellationCutoffHours: 24 } as const;
const BERLIN = "Europe/Berlin";

export const DEMO_EVENTS: readonly DemoEvent[] = [
  {
    organizer: MARA,
    name: "The Lantern Quartet: Late Beethoven",
    description:
      "Three of the last quartets in one evening, played by candlelight in a hall that holds a hundred people.\n\nDoors open at 19:00. There is one interval, with wine and bread. Latecomers are seated between the works.",
    venue: "Kapelle am Ufer, Berlin",
    category: "Music",
    timeZone: BERLIN,
    inDays: 9,
    hour: 20,
    capacity: 96,
    price: 3_800,
    bookings: [2, 4, 2, 1, 2, 6, 2, 3, 2],
    ...EUR,
  },
  {
    organizer: MARA,
    name: "Midnight Jazz in the Boiler Room",
    description:
      "A trio, a borrowed piano and whoever turns up with a horn. The room is small and gets warm.\n\nThe first set begins at ten, the last one ends when the trams start again.",
    venue: "Kesselhaus 3, Berlin",
    category: "Music",
    timeZone: BERLIN,
    inDays: 5,
    hour: 22,
    capacity: 30,
    price: 1_800,
    bookings: [4, 5, 3, 2, 4, 4, 2, 3],
    ...EUR,
  },
  {
    organizer: MARA,
    name: "A Doll's House, Rehearsed",
    description:
      "An open rehearsal of Ibsen's play, two weeks before its first night. You see scenes being tried, dropped and tried again, and talk with the company afterwards.",
    venue: "Theater Nordkap, Hamburg",
    category: "Theatre",
    timeZone: BERLIN,
    inDays: 12,
    hour: 18,
    capacity: 24,
    price: 1_200,
    bookings: [4, 4, 4, 4, 4, 4],
    ...EUR,
  },
  {
    organizer: MARA,
    name: "Winter Reading: New Voices",
    description:
      "Four writers read from first novels that have not been printed yet. Tea, cushions, and a question after each reading.",
    venue: "Stadtbibliothek, Reading Room 2, Leipzig",
    category: "Literature",
    timeZone: BERLIN,
    inDays: 16,
    hour: 19,
    capacity: 60,
    price: 0,
    bookings: [1, 2, 1, 1, 3],
    ...EUR,
  },
  {
    organizer: MARA,
    name: "Silent Film with Live Organ",
    description:
      "Murnau's Sunrise on the big screen, with a cinema organ from 1929 that still has its thunder and its bird calls.",
    venue: "Lichtburg, Essen",
    category: "Film",
    timeZone: BERLIN,
    inDays: 23,
    hour: 20,
    capacity: 320,
    price: 1_500,
    bookings: [2, 2, 4, 6, 2, 8, 3],
    ...EUR,
  },
  {
    organizer: MARA,
    name: "Fado in the Cellar",
    description: "Two voices, two guitars, no microphones. Conversation stops when the lights go down.",
    venue: "Cave do Rio, Lisbon",
    category: "Music",
    timeZone: "Europe/Lisbon",
    inDays: 30,
    hour: 21,
    capacity: 48,
    ticketTypes: [
      { name: "At a table", description: "With a glass of wine.", price: 3_400, quota: 24 },
      { name: "On a bench", price: 2_600 },
      { name: "Students", description: "Bring your card.", price: 1_500, quota: 8, maxPerBooking: 2 },
      { name: "Friends of the house", price: 1_000, quota: 4, isHidden: true },
    ],
    codes: [
      { code: "SAUDADE", kind: "percent", value: 15, maxUses: 50 },
      { code: "AMIGOS", kind: "unlock" },
    ],
    bookings: [2, 2, 1, 4],
    ...EUR,
  },
  {
    organizer: JONAS,
    name: "Types from Database to Button",
    description:
      "A one-day workshop on building an application whose types are written once. Bring a laptop with Node on it; lunch is included.\n\nYou leave with a small working system, its tests, and opinions.",
    venue: "Werkraum 7, Berlin",
    category: "Workshops",
    timeZone: BERLIN,
    inDays: 20,
    hour: 9,
    capacity: 18,
    ticketTypes: [
      { name: "Regular", price: 24_000 },
      { name: "Students", price: 9_000, quota: 6, maxPerBooking: 1 },
    ],
    codes: [{ code: "EARLY", kind: "amount", value: 3_000, maxUses: 10 }],
    questions: [
      {
        label: "What do you eat at lunch?",
        type: "choice",
        per: "ticket",
        isRequired: false,
        options: ["Anything", "Vegetarian", "Vegan"],
      },
      { label: "What would you like to build?", type: "text", per: "booking", isRequired: false },
    ],
    asksForNames: true,
    currency: "EUR",
    cancellationCutoffHours: 24 * 7,
    bookings: [1, 1, 2, 1, 1],
  },
  {
    organizer: JONAS,
    name: "How Cities Stay Cool",
    description:
      "An evening with two urban planners and a meteorologist on trees, roofs, wind and what any of it costs. Talks of twenty minutes, then questions for as long as you like.",
    venue: "Urania, Vienna",
    category: "Talks",
    timeZone: "Europe/Vienna",
    inDays: 14,
    hour: 19,
    capacity: 180,
    price: 900,
    bookings: [1, 2, 2, 1, 5, 2],
    ...EUR,
  },
  {
    organizer: JONAS,
    name: "Bread Before Dawn",
    description:
      "Meet at the back door of a bakery at five in the morning, see a night's work end, shape your own loaf and take it home warm.",
    venue: "Bäckerei Sommer, Munich",
    category: "Food",
    timeZone: BERLIN,
    inDays: 8,
    hour: 5,
    capacity: 10,
    price: 4_500,
    bookings: [2, 2, 1, 2],
    ...EUR,
  },
  {
    organizer: JONAS,
    name: "Under the City: A Tour of the Old Waterworks",
    description:
      "Ninety minutes through brick halls that once supplied a million people. There are 112 steps and it is eleven degrees down there: wear a jacket.",
    venue: "Altes Wasserwerk, Prague",
    category: "Tours",
    timeZone: "Europe/Prague",
    inDays: 11,
    hour: 11,
    capacity: 25,
    price: 45_000,
    currency: "CZK",
    cancellationCutoffHours: 24,
    bookings: [2, 3, 2, 4],
  },
  {
    organizer: JONAS,
    name: "Stargazing for Beginners",
    description:
      "Three telescopes on a dark hill outside Edinburgh and two people who know where to point them. When it is cloudy we move to the next clear night and tell you by noon.",
    venue: "Observatory Car Park, Blackford Hill, Edinburgh",
    category: "Outdoors",
    timeZone: "Europe/London",
    inDays: 26,
    hour: 19,
    capacity: 40,
    price: 0,
    currency: "GBP",
    cancellationCutoffHours: 6,
    bookings: [2, 4, 1, 2, 2],
  },
  {
    organizer: JONAS,
    name: "Neighbourhood Repair Evening",
    description:
      "Bring what is broken: lamps, zips, toasters, bicycles. Somebody here can probably mend it, and will show you how.",
    venue: "Gemeindehaus Ost, Basel",
    category: "Workshops",
    timeZone: "Europe/Zurich",
    inDays: 18,
    hour: 18,
    capacity: 35,
    price: 500,
    currency: "CHF",
    cancellationCutoffHours: 2,
    bookings: [1, 1, 2],
  },
  {
    organizer: MARA,
    name: "An Evening of Songs",
    description: "Schubert, Weill and a few things that were written this year.",
    venue: "Kapelle am Ufer, Berlin",
    category: "Music",
    timeZone: BERLIN,
    inDays: -4,
    hour: 20,
    capacity: 96,
    price: 2_800,
    bookings: [2, 2, 3, 1, 4, 2],
    ...EUR,
  },
];
