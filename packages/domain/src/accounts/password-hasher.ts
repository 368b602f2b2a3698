import { availableParallelism } from "node:os";
import { opaquePassword } from "@foyer/contract/password";
import { hash, verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import { DomainError } from "../domain-error.js";

/** How passwords are hashed, and how much of it at once. */
export interface PasswordHashing {
  /** Argon2id's costs: KiB of memory, passes, lanes. OWASP's lowest are the default (domain rules, User). */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
  /** Hashes computed at once. One core is left to everything else. */
  readonly concurrency: number;
  /** Beyond this number of waiting passwords, callers are told to come back. */
  readonly maxWaiting: number;
}

export const DEFAULT_PASSWORD_HASHING: PasswordHashing = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  concurrency: Math.max(1, availableParallelism() - 1),
  maxWaiting: 64,
};

/** Hashes and checks passwords off the main thread, in a bounded queue: hashing is slow on purpose. */
export interface PasswordHasher {
  /** @throws DomainError BUSY when too many passwords are waiting */
  hash(password: string): Promise<string>;
  /**
   * Checks a password. With no hash to check against it does the same work for nothing, so that an unknown
   * address takes as long as a wrong password. What looks the same is the same password (RFC 8265); hashes from before
   * that was so are of the exact characters and still match those.
   *
   * @throws DomainError BUSY when too many passwords are waiting
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash was made with other costs than today's. */
  isOutdated(passwordHash: string): boolean;
  /** Passwords that are being hashed and that wait for their turn now, and those refused since the start. */
  load(): { readonly running: number; readonly waiting: number; readonly refused: number };
}

export function createPasswordHasher(hashing: PasswordHashing = DEFAULT_PASSWORD_HASHING): PasswordHasher {
  const { memoryCost, timeCost, parallelism, concurrency, maxWaiting } = hashing;
  const costs = { memoryCost, timeCost, parallelism };
  // How Argon2's own text form names these costs.
  const prefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
  const limit = pLimit(concurrency);
  // Made at once, so that not even the first unknown address takes longer. Nobody has this password.
  const decoy = hash("nobody has this password", costs);
  decoy.catch(() => {});

  let refused = 0;

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (limit.pendingCount >= maxWaiting) {
      refused++;
      throw new DomainError("BUSY", "Too many people are signing in right now. Try again in a moment.", {
        retryAfterSeconds: 2,
      });
    }
    return limit(work);
  }

  return {
    hash: (password) => inTurn(() => hash(opaquePassword(password), costs)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        const against = passwordHash ?? (await decoy);
        const opaque = opaquePassword(password);
        let isRight = await verify(against, opaque);
        // Older hashes are of what was typed. How often is asked depends on nothing but what was typed now.
        if (opaque !== password) isRight = (await verify(against, password)) || isRight;
        return isRight && passwordHash !== undefined;
      }),
    isOutdated: (passwordHash) => !passwordHash.startsWith(prefix),
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount, refused }),
  };
}
