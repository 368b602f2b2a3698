import { type UserId, userId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { provideGuestIn } from "../accounts/guest-user.js";
import type { AppContext } from "../context.js";
import { changesByEvent, queueWebhooks } from "../webhooks/queue-webhooks.js";

/**
 * Leaves the bookings that were made with an address without signing in to the address, when an account that never proved it
 * gave it up: they are those of whoever reads its mail, and not of whoever registered it. They become those of a guest. The
 * account has another address by now.
 */
export async function leaveGuestBookings(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  { id, email }: { readonly id: UserId; readonly email: string },
): Promise<void> {
  const own = await tx.booking.findMany({
    where: { userId: id },
    orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
    select: { id: true, eventId: true, guest: true },
  });
  const left = own.filter(({ guest }) => guest?.email === email);
  const newest = left[0]?.guest;
  if (newest == null) return;
  const now = context.clock.now();
  const guest = userId.parse(await provideGuestIn(tx, context, { email, name: newest.name }));
  const ids = left.map((booking) => booking.id);
  const ofThem = { bookingId: { in: ids } };
  await tx.booking.updateMany({ where: { id: { in: ids } }, data: { userId: guest, updatedAt: now } });
  await tx.payment.updateMany({ where: ofThem, data: { userId: guest } });
  await tx.refund.updateMany({ where: ofThem, data: { userId: guest } });
  await tx.outboxMail.updateMany({ where: { ...ofThem, userId: id }, data: { userId: guest } });
  for (const [eventId, news] of changesByEvent(left)) await queueWebhooks(tx, context, eventId, news);
}
