import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";

const columns = {
  id: true,
  url: true,
  isEnabled: true,
  isGone: true,
  failingSince: true,
  lastProblem: true,
  apiKeyName: true,
  organizer: { select: { id: true, name: true, email: true, isActive: true, emailVerifiedAt: true } },
} as const satisfies Prisma.WebhookEndpointSelect;

type EndpointRow = Prisma.WebhookEndpointGetPayload<{ select: typeof columns }>;

/** What a mail about a webhook is written from: the state when it is sent. */
export interface WebhookMailContext {
  readonly endpoint: Omit<EndpointRow, "organizer">;
  readonly reader: { readonly id: string; readonly name: string; readonly email: string };
  readonly isProved: boolean;
  readonly publicUrl: string;
}

/** Reads a mail's context; undefined if the webhook was removed, or its owner's account is disabled. */
export async function readWebhookMailContext(
  { db, publicUrl }: Pick<AppContext, "db" | "publicUrl">,
  id: string,
): Promise<WebhookMailContext | undefined> {
  const found = await db.prisma.webhookEndpoint.findUnique({ where: { id }, select: columns });
  if (found === null || !found.organizer.isActive) return undefined;
  const { organizer, ...endpoint } = found;
  const { emailVerifiedAt, isActive: _, ...reader } = organizer;
  return { endpoint, reader, isProved: emailVerifiedAt !== null, publicUrl };
}
