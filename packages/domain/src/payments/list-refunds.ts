import type { EventId } from "@foyer/contract/ids";
import type { refundView } from "@foyer/contract/payment";
import type { z } from "zod";
import type { Foyer } from "../foyer.js";
import type { Page } from "../pagination.js";

export async function listRefunds(
  _: Foyer,
  __: { readonly eventId: EventId; readonly cursor?: string | null | undefined; readonly limit: number },
): Promise<Page<z.input<typeof refundView>>> {
  throw new Error("To come.");
}
