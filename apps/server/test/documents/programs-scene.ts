// What the programs of docs/programs.md stand on: each of its blocks is run as a program of its own, which gets from
// here the names that it does not make itself.
import { randomUUID } from "node:crypto";
import { createFoyerClient, type FoyerClient } from "@foyer/client";

export type { ErrorCode, RouterInputs, Tokens } from "@foyer/client";
export { createFoyerClient, reasonOf } from "@foyer/client";

export const url = `${process.env.FOYER}/trpc`;
export const foyer = createFoyerClient({ url });
export const password = "correct horse battery";

async function newAccount(): Promise<{ readonly email: string; readonly client: FoyerClient }> {
  const email = `${randomUUID()}@programs.example`;
  const person = { email, password, name: "A Program" };
  const session = await foyer.user.register.mutate({ ...person, transport: "bearer" });
  if (session.transport !== "bearer") throw new Error("A program gets tokens.");
  return { email, client: createFoyerClient({ url, sessionToken: () => session.sessionToken }) };
}

const account = await newAccount();
export const { email } = account;
export const mine = account.client;
export const organizer = (await newAccount()).client;

export const event = await organizer.event.create.mutate({
  name: "A jazz evening",
  description: "Of programs.",
  venue: "Here",
  dateTime: new Date(Date.now() + 1_000 * 3_600_000),
  timeZone: "Europe/Berlin",
  capacity: 10,
  price: 2_500,
  currency: "EUR",
  category: "Music",
});
export const eventId = event.id;
export const wish = { eventId, ticketQuantity: 11, paymentMethod: "cash" } as const;
export const token = "not a link that was mailed";

export function tellTheDoor(_scan: unknown, error: unknown): void {
  console.log(String(error));
}

/** Where a program keeps its secrets. */
export function readSecret(_name: string): Promise<string> {
  return Promise.resolve(`${process.env.FOYER_API_KEY}`);
}
