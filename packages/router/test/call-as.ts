import { sessionDocumentId } from "@foyer/contract/ids";
import type { Actor } from "@foyer/domain/actor";
import type { Foyer } from "@foyer/domain/foyer";
import { createCaller } from "@foyer/router/app-router";
import { createInnerContext } from "@foyer/router/context";

/** Every procedure as a function. */
type Caller = ReturnType<typeof createCaller>;

/** Names a session that does not exist: these callers come without a request. */
const NO_SESSION = sessionDocumentId.parse("0".repeat(24));

/** Calls procedures as somebody who is signed in. */
export function callAs(foyer: Foyer, { id, role }: Actor): Caller {
  return createCaller(
    createInnerContext(foyer, {
      kind: "user",
      id,
      role,
      session: NO_SESSION,
      sessionToken: "-",
      isFresh: false,
    }),
  );
}

/** Calls procedures as nobody. */
export function callAnonymously(foyer: Foyer): Caller {
  return createCaller(createInnerContext(foyer));
}
