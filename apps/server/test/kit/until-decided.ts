import { type FoyerClient, keyedCall, reasonOf } from "@foyer/client";

type Wish = Parameters<FoyerClient["booking"]["create"]["mutate"]>[0];

/** A limit is for what hangs. */
const MOST_SENT = 20;

/**
 * Books, and sends the same call again until it is decided: where many book at once on a busy machine, a server may ask
 * to come back later, or answer later than the client waits.
 */
export async function bookUntilDecided(client: FoyerClient, wish: Wish) {
  const call = keyedCall(client.booking.create, wish);
  for (let time = 1; ; time++) {
    try {
      return await call.send();
    } catch (error) {
      const reason = reasonOf(error);
      if (time === MOST_SENT || (reason !== undefined && reason !== "BUSY")) throw error;
    }
  }
}
