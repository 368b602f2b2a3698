import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import type { MailBlock } from "./mail-document.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

const columns = {
  eventId: true,
  ticketQuantity: true,
  ticketTypeId: true,
  state: true,
  endedBecause: true,
  event: {
    select: {
      name: true,
      venue: true,
      dateTime: true,
      timeZone: true,
      capacity: true,
      isActive: true,
      cancelledAt: true,
      cancellationReason: true,
      organizerId: true,
      ticketTypes: { select: { id: true, name: true } },
    },
  },
  user: { select: { name: true, email: true, isActive: true, emailVerifiedAt: true } },
} as const satisfies Prisma.WaitlistEntrySelect;

type PlaceRow = Prisma.WaitlistEntryGetPayload<{ select: typeof columns }>;

/** What a template about a place on a waiting list is rendered from: the state when the mail is sent. */
export interface WaitlistMailContext {
  readonly place: Omit<PlaceRow, "event" | "user" | "ticketTypeId"> & {
    /** The kind that is waited for; null where the event has one. */
    readonly ticketTypeName: string | null;
  };
  readonly event: Omit<PlaceRow["event"], "ticketTypes">;
  readonly reader: { readonly name: string; readonly email: string };
  /** Only if the address is unverified. */
  readonly unverified?: UnverifiedAddress;
  /** Details noted when the mail was queued. */
  readonly details: unknown;
  readonly now: Date;
  readonly publicUrl: string;
}

/** What a template returns. */
export interface WaitlistMail {
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
  /** Whether further mails may follow, so that the mail says how to leave the list. */
  readonly isStillWaiting: boolean;
}

/** Renders a mail; undefined if it is stale. */
export type WaitlistTemplate = (context: WaitlistMailContext) => WaitlistMail | undefined;

/** Reads a mail's context; undefined if the place no longer exists, or its holder's account is disabled. */
export async function readWaitlistMailContext(
  context: Pick<AppContext, "db" | "clock" | "publicUrl">,
  mail: { readonly waitlistEntryId: string; readonly details: unknown },
): Promise<(WaitlistMailContext & { readonly isProved: boolean }) | undefined> {
  const { waitlistEntryId: id, details } = mail;
  const found = await context.db.prisma.waitlistEntry.findUnique({ where: { id }, select: columns });
  if (found === null || !found.user.isActive) return undefined;
  const { event: row, user, ticketTypeId, ...entry } = found;
  const { ticketTypes, ...event } = row;
  const ticketTypeName = ticketTypes.find(({ id: one }) => one === ticketTypeId)?.name ?? null;
  const place = { ...entry, ticketTypeName };
  const { emailVerifiedAt, isActive: _, ...reader } = user;
  const isProved = emailVerifiedAt !== null;
  return { place, event, reader, details, now: context.clock.now(), publicUrl: context.publicUrl, isProved };
}
