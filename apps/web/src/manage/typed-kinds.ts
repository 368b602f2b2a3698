import { randomId } from "@foyer/contract/random-id";
import type { TicketTypeFigures, TicketTypeInput } from "@foyer/contract/ticket-type";
import { z } from "zod";
import { priceText, wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";
import { NO_TIME, readOptionalTime, typedTime } from "./optional-time";

const text = z.string();
const time = z.object({ wallTime: text, hour: z.enum(["", "first", "second"]) });

/** A kind of tickets as typed. */
const typedKind = z.object({
  /** Identifies it in the form. */
  key: text,
  /** Empty for a new one. */
  id: text,
  name: text,
  description: text,
  price: text,
  priceMeant: z.union([z.number(), z.literal("")]),
  quota: text,
  salesFrom: time,
  salesUntil: time,
  minPerBooking: text,
  maxPerBooking: text,
  isHidden: z.boolean(),
  isClosed: z.boolean(),
});
export type TypedKind = z.infer<typeof typedKind>;

const typedKinds = z.array(typedKind);

/** A kind that is just added, at a price that was typed before, if any. */
export function newKind(price = "", priceMeant: TypedKind["priceMeant"] = ""): TypedKind {
  return {
    key: randomId(),
    id: "",
    name: "",
    description: "",
    price,
    priceMeant,
    quota: "",
    salesFrom: NO_TIME,
    salesUntil: NO_TIME,
    minPerBooking: "",
    maxPerBooking: "",
    isHidden: false,
    isClosed: false,
  };
}

/**
 * The list as one value of the form, so that drafts and concurrent edits keep it or replace it as a whole. Empty for an event
 * with one kind.
 */
export function kindsText(kinds: readonly TypedKind[]): string {
  return kinds.length === 0 ? "" : JSON.stringify(kinds);
}

/** Drafts may have been written by another version of the app: a list that cannot be read is none. */
export function readKindsText(value: string): TypedKind[] {
  if (value === "") return [];
  try {
    const read = typedKinds.safeParse(JSON.parse(value));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

/** A kind with what the form needs to know of it. */
export type KnownKind = Omit<TicketTypeFigures, "available" | "waitingCount">;

/** The event's kinds as the form shows them. */
export function kindsOf(kinds: readonly KnownKind[], timeZone: string, currency: string): string {
  return kindsText(kinds.map((kind) => toTypedKind(kind, timeZone, currency)));
}

/** A kind that is stored as the form shows it. */
export function toTypedKind(kind: KnownKind, timeZone: string, currency: string): TypedKind {
  return {
    key: kind.id,
    id: kind.id,
    name: kind.name,
    description: kind.description ?? "",
    price: priceText(kind.price, currency),
    priceMeant: "",
    quota: figureText(kind.quota),
    salesFrom: typedTime(kind.salesFrom, timeZone),
    salesUntil: typedTime(kind.salesUntil, timeZone),
    minPerBooking: figureText(kind.minPerBooking),
    maxPerBooking: figureText(kind.maxPerBooking),
    isHidden: kind.isHidden,
    isClosed: kind.isClosed,
  };
}

function figureText(figure: number | null): string {
  return figure === null ? "" : String(figure);
}

/** What a list is read with: the event's zone and currency, and its kinds before. */
interface Reading {
  readonly timeZone: string;
  readonly currency: string;
  readonly existing?: { readonly kinds: readonly KnownKind[]; readonly timeZone: string } | undefined;
}

/** A kind as the API takes it, before it is checked; ids are checked there, too. */
type ReadKind = Omit<TicketTypeInput, "id" | "price" | "quota" | "minPerBooking" | "maxPerBooking"> & {
  id?: string;
  price: number;
  quota: number | null;
  minPerBooking: number | null;
  maxPerBooking: number | null;
};

/** The list as input of the API, and what is wrong with it, by the path of the field: `ticketTypes.2.price`. */
export function readKinds(
  kinds: readonly TypedKind[],
  reading: Reading,
): { inputs: ReadKind[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const inputs = kinds.map((kind, index): ReadKind => {
    const before = reading.existing?.kinds.find(({ id }) => id === kind.id);
    const zoneBefore = reading.existing?.timeZone ?? reading.timeZone;
    const price = readPrice(
      kind.price,
      reading.currency,
      kind.priceMeant === "" ? before?.price : kind.priceMeant,
    );
    const wrongPrice = wrongPriceWords(price, reading.currency);
    if (wrongPrice !== undefined) errors[`ticketTypes.${index}.price`] = wrongPrice;
    const momentOf = (name: "salesFrom" | "salesUntil"): Date | null => {
      const kept = before && { moment: before[name], timeZone: zoneBefore };
      const read = readOptionalTime(kind[name], reading.timeZone, kept);
      if (read.ok) return read.moment;
      errors[`ticketTypes.${index}.${name}`] = read.words;
      return null;
    };
    const quota = figureOf(kind.quota);
    if (quota !== null && before !== undefined && quota < before.taken) {
      errors[`ticketTypes.${index}.quota`] =
        `${before.taken.toLocaleString("en")} of this kind are reserved. Enter that many or more.`;
    }
    return {
      ...(kind.id !== "" && { id: kind.id }),
      name: kind.name,
      description: kind.description.trim() === "" ? null : kind.description,
      price: price.kind === "amount" ? price.amount : 0,
      quota,
      salesFrom: momentOf("salesFrom"),
      salesUntil: momentOf("salesUntil"),
      minPerBooking: figureOf(kind.minPerBooking),
      maxPerBooking: figureOf(kind.maxPerBooking),
      isHidden: kind.isHidden,
      isClosed: kind.isClosed,
    };
  });
  return { inputs, errors };
}

/** The value of a figure field; null if it is empty. What is no figure is left to the schema. */
function figureOf(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}

/** A kind as its author wrote it, for comparing. */
export function asWritten(kind: TicketTypeInput | KnownKind): string {
  return JSON.stringify([
    kind.id ?? null,
    kind.name,
    kind.description ?? null,
    kind.price,
    kind.quota ?? null,
    kind.salesFrom ?? null,
    kind.salesUntil ?? null,
    kind.minPerBooking ?? null,
    kind.maxPerBooking ?? null,
    kind.isHidden,
    kind.isClosed,
  ]);
}
