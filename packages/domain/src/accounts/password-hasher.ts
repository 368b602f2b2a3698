import { availableParallelism } from "node:os";
import { opaquePassword } from "@foyer/contract/password";
import { hash, verify } from "@node-rs/argon2";
import pLimit from "p-limit";
import { DomainError } from "../domain-error.js";
import { NO_PASSWORD } from "./no-password.js";

/** The cost and concurrency of password hashing. */
export interface PasswordHashing {
  /**
   * Argon2id's parameters: KiB of memory, passes, lanes. The defaults are OWASP's minimum (domain rules, User).
   */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
  /** Hashes computed concurrently. One core is left for other work. */
  readonly concurrency: number;
  /** The maximum number of waiting passwords; further ones fail with BUSY. */
  readonly maxWaiting: number;
}

export const DEFAULT_PASSWORD_HASHING: PasswordHashing = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  concurrency: Math.max(1, availableParallelism() - 1),
  maxWaiting: 64,
};

/** Hashes and verifies passwords off the main thread, in a bounded queue, since hashing is slow by design. */
export interface PasswordHasher {
  /** @throws DomainError BUSY when too many passwords are waiting */
  hash(password: string): Promise<string>;
  /**
   * Verifies a password. Without a hash it does the same work, so that an unknown address, and an account without a
   * password, take as long as a wrong password. Passwords are normalized (RFC 8265); hashes from before that are of the exact characters and
   * still match them.
   *
   * @throws DomainError BUSY when too many passwords are waiting
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash was made with other parameters than the current ones. */
  isOutdated(passwordHash: string): boolean;
  /** Passwords being hashed and waiting now, and those rejected since the start. */
  load(): { readonly running: number; readonly waiting: number; readonly refused: number };
}

export function createPasswordHasher(hashing: PasswordHashing = DEFAULT_PASSWORD_HASHING): PasswordHasher {
  const { memoryCost, timeCost, parallelism, concurrency, maxWaiting } = hashing;
  const costs = { memoryCost, timeCost, parallelism };
  // The parameters in Argon2's encoded form.
  const prefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
  const limit = pLimit(concurrency);
  // Computed at start, so that even the first unknown address takes no longer.
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
        const hasHash = passwordHash !== undefined && passwordHash !== NO_PASSWORD;
        const against = hasHash ? passwordHash : await decoy;
        const opaque = opaquePassword(password);
        let isRight = await verify(against, opaque);
        // Older hashes are of the text as typed. The number of checks depends on the typed password only.
        if (opaque !== password) isRight = (await verify(against, password)) || isRight;
        return isRight && hasHash;
      }),
    isOutdated: (passwordHash) => !passwordHash.startsWith(prefix),
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount, refused }),
  };
}
