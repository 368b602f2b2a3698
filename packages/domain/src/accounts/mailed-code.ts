import type { UserId } from "@foyer/contract/ids";
import { date, oid } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import type { RandomSource } from "../random.js";
import type { LinkPurpose } from "./account-link.js";

/** How often a code may be tried; the link beside it works on. */
const TRIES = 5;

const CODES = 1_000_000;
/** The largest multiple of {@link CODES} below 2^32: numbers from there on would make some codes likelier. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;

/** A new code: six random digits. */
export function newCode(random: RandomSource): string {
  for (;;) {
    const number = Buffer.from(random(4)).readUInt32BE();
    if (number < FAIR) return String(number % CODES).padStart(6, "0");
  }
}

/** How a code is stored: like a password, because its hash could be guessed at once otherwise. */
export function hashCode({ passwords }: Pick<AppContext, "passwords">, code: string): Promise<string> {
  return passwords.hash(code);
}

const counted = z.object({
  value: z.object({ _id: z.object({ $oid: z.string() }), codeHash: z.string().optional() }).nullable(),
});

/**
 * Tries a mailed code. Each try is counted before it is compared, in one conditional update, so that however many come at
 * once no more than {@link TRIES} are compared. An account without a code takes as long.
 *
 * @returns the id of the link it is the code of; undefined if it is wrong, too old, or was tried too often
 * @throws DomainError BUSY
 */
export async function tryMailedCode(
  context: Pick<AppContext, "db" | "clock" | "passwords">,
  {
    userId,
    email,
    purpose,
  }: { readonly userId: UserId; readonly email: string; readonly purpose: LinkPurpose },
  code: string,
): Promise<string | undefined> {
  const answer = await context.db.write((prisma) =>
    prisma.$runCommandRaw({
      findAndModify: "AccountLink",
      query: {
        userId: oid(userId),
        purpose,
        email,
        codeTries: { $lt: TRIES },
        expiresAt: { $gt: date(context.clock.now()) },
      },
      update: { $inc: { codeTries: 1 } },
      fields: { codeHash: 1 },
    }),
  );
  const { value } = counted.parse(answer);
  const isRight = await context.passwords.verify(value?.codeHash, code);
  return isRight ? value?._id.$oid : undefined;
}
