import { randomBytes } from "node:crypto";
import {
  createFoyerClient,
  type FoyerClient,
  type RouterInputs,
  type RouterOutputs,
  reasonOf,
} from "@foyer/client";
import type { Page } from "playwright-core";
import { inject } from "vitest";

/** An account, and its way to the API past the browser. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly api: FoyerClient;
}

export type EventView = RouterOutputs["event"]["byId"];

const PASSWORD = "correct horse battery";
const DAY_MS = 86_400_000;

/** A word that nothing else in the database has. */
export function uniqueWord(): string {
  return `q${randomBytes(5).toString("hex")}`;
}

/** Who somebody is before they have an account. */
export function newIdentity(name: string) {
  return { name, email: `${uniqueWord()}@example.org`, password: PASSWORD };
}

/** Somebody who has an account, on the server of the run unless another one is named. */
export async function newPerson(name: string, origin = inject("origin")): Promise<Person> {
  const identity = newIdentity(name);
  const url = `${origin}/trpc`;
  const session = await createFoyerClient({ url }).user.register.mutate({ ...identity, transport: "bearer" });
  if (session.transport !== "bearer") throw new Error("Asked for a token, got a cookie.");
  return { ...identity, api: createFoyerClient({ url, sessionToken: () => session.sessionToken }) };
}

/** An event that is on sale: 10 tickets for EUR 25.00 each, in 30 days. */
export function newEvent(
  organizer: Person,
  fields: Partial<RouterInputs["event"]["create"]> = {},
): Promise<EventView> {
  return organizer.api.event.create.mutate({
    name: `Evening ${uniqueWord()}`,
    description: "An evening that a test made.",
    venue: "Small Hall, Berlin",
    dateTime: new Date(Date.now() + 30 * DAY_MS),
    timeZone: "Europe/Berlin",
    capacity: 10,
    price: 2_500,
    currency: "EUR",
    category: "Tests",
    ...fields,
  });
}

/** An event that has begun by now: the same, but for the time. */
export async function newBegunEvent(
  organizer: Person,
  fields: Omit<Partial<RouterInputs["event"]["create"]>, "dateTime"> = {},
  leadMs = 2_000,
): Promise<EventView> {
  const dateTime = new Date(Date.now() + leadMs);
  try {
    const event = await newEvent(organizer, { ...fields, dateTime });
    while (Date.now() < dateTime.getTime()) await new Promise((resolve) => setTimeout(resolve, 100));
    return event;
  } catch (error) {
    // A busy server got to it when its time had come already.
    if (reasonOf(error) !== "EVENT_IN_PAST") throw error;
    return newBegunEvent(organizer, fields, 3 * leadMs);
  }
}

/** Books past the browser. */
export function book(person: Person, event: EventView, ticketQuantity: number) {
  return person.api.booking.create.mutate({ eventId: event.id, ticketQuantity, paymentMethod: "cash" });
}

/** Books and pays past the browser. */
export async function bookPaid(
  person: Person,
  event: EventView,
  ticketQuantity: number,
  paymentToken = "tok_ok",
) {
  const paymentMethod = "credit_card";
  const { id } = await person.api.booking.create.mutate({ eventId: event.id, ticketQuantity, paymentMethod });
  return person.api.booking.pay.mutate({ id, paymentMethod, paymentToken });
}

/** What `datetime-local` fields take: seven in the evening, some days from now. */
export function eveningIn(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T19:00`;
}

/** Signs a browser in past the form, and leaves its page where it is. */
export async function giveSession(
  page: Page,
  { email, password }: Pick<Person, "email" | "password">,
): Promise<void> {
  // The context's own requests share its cookies and say the same about the device as its pages do.
  const answer = await page
    .context()
    .request.post("/trpc/user.login", { data: { json: { email, password } } });
  if (!answer.ok()) throw new Error(`${email} was not let in: ${await answer.text()}`);
}

/** Opens a page as somebody who is signed in already: for what is not about signing in, which costs another page. */
export async function openAs(
  page: Page,
  person: Pick<Person, "name" | "email" | "password">,
  path: string,
): Promise<void> {
  await giveSession(page, person);
  await page.goto(path);
  await accountMenu(page, person.name).waitFor();
}

/** Signs in with the form, from wherever the page is. */
export async function signIn(
  page: Page,
  { name, email, password }: Person,
  path = "/sign-in",
): Promise<void> {
  await page.goto(path);
  await fillSignIn(page, { email, password });
  await accountMenu(page, name).waitFor();
}

/** Fills in the form that is open, and sends it. */
export async function fillSignIn(
  page: Page,
  { email, password }: Pick<Person, "email" | "password">,
): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
}

/** Signs up with the form that is open. */
export async function fillSignUp(page: Page, identity: Omit<Person, "api">): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(identity.name);
  await page.getByLabel("Email").fill(identity.email);
  await page.getByLabel("Password").fill(identity.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** The button that stands for whoever is signed in. */
export function accountMenu(page: Page, name: string) {
  return page.getByRole("banner").getByRole("button", { name: `Account of ${name}` });
}
