import { randomUUID } from "node:crypto";
import { type ApiScope, apiScope, type CreateApiKeyInput } from "@foyer/contract/api-key";
import { type CreateEventInput, type CreateEventRequest, createEventInput } from "@foyer/contract/event";
import { eventId, type UserId, userId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { credentialEnd, hashToken, newToken, sessionEnd } from "@foyer/domain/sessions/credentials";
import { openSession } from "@foyer/domain/sessions/open-session";
import { createApiKey } from "@foyer/domain/workflows/create-api-key";
import { createEvent } from "@foyer/domain/workflows/create-event";

export const TEST_PASSWORD = "correct horse battery";
const TEST_DEVICE: DeviceInfo = { userAgent: "vitest", ip: "127.0.0.1", deviceId: null };

let passwordHash: Promise<string> | undefined;

/** An address nobody else has. */
export function uniqueEmail(): string {
  return `${randomUUID()}@test.example`;
}

/** A new user, with {@link TEST_PASSWORD}; hashed once, because hashing is slow on purpose. */
export async function newUser(
  context: AppContext,
  role: "user" | "admin" = "user",
): Promise<Actor & { email: string }> {
  passwordHash ??= context.passwords.hash(TEST_PASSWORD);
  const email = uniqueEmail();
  const { id } = await context.db.prisma.user.create({
    data: { email, name: "Test Person", password: await passwordHash, role },
  });
  return { id: userId.parse(id), role, email };
}

/** Signs a user in. */
export function newSession(context: AppContext, user: UserId) {
  return context.db.transaction((tx) => openSession(tx, context, { userId: user, deviceInfo: TEST_DEVICE }));
}

/** A new API key of somebody's, with all scopes unless others are given. */
export function newApiKey(
  context: AppContext,
  { id }: Pick<Actor, "id">,
  {
    scopes = [...apiScope.options],
    ...rest
  }: Omit<Partial<CreateApiKeyInput>, "scopes"> & { scopes?: ApiScope[] } = {},
) {
  return createApiKey(context, { id }, { name: "Test key", scopes, ...rest }, TEST_DEVICE);
}

/**
 * Many users at once, each signed in: their session tokens are what a program would send. Their sessions are written
 * together: to open one takes a transaction.
 */
export async function newBuyers(
  context: AppContext,
  count: number,
): Promise<(Actor & { sessionToken: string })[]> {
  const { prisma } = context.db;
  passwordHash ??= context.passwords.hash(TEST_PASSWORD);
  const password = await passwordHash;
  const emails = Array.from({ length: count }, uniqueEmail);
  await prisma.user.createMany({ data: emails.map((email) => ({ email, name: "Buyer", password })) });
  const rows = await prisma.user.findMany({ where: { email: { in: emails } }, select: { id: true } });
  const buyers = rows.map(({ id }) => ({
    id: userId.parse(id),
    role: "user" as const,
    sessionToken: newToken(context.random),
  }));
  const now = context.clock.now();
  const expiresAt = sessionEnd(now, now);
  await prisma.session.createMany({
    data: buyers.map((buyer) => ({
      userId: buyer.id,
      sessionId: hashToken(buyer.sessionToken),
      refreshToken: hashToken(newToken(context.random)),
      deviceInfo: TEST_DEVICE,
      sessionExpiresAt: credentialEnd(expiresAt, now),
      expiresAt,
      lastUsedAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  });
  return buyers;
}

/** The input of an event that may be booked: a month ahead, cheap, named like no other. */
export function eventInput(overrides: Partial<CreateEventRequest> = {}): CreateEventInput {
  return createEventInput.parse({
    name: `Event ${randomUUID()}`,
    description: "Made by a test.",
    venue: "Test Hall",
    dateTime: new Date(Date.now() + 30 * DAY_MS),
    timeZone: "Europe/Berlin",
    capacity: 10,
    price: 2_500,
    currency: "EUR",
    category: "Tests",
    ...overrides,
  });
}

/** A new event of somebody's. */
export async function newEvent(
  context: AppContext,
  organizer: Actor,
  overrides: Partial<CreateEventRequest> = {},
) {
  const event = await createEvent(context, organizer, eventInput(overrides));
  return { ...event, id: eventId.parse(event.id) };
}
