import { sessionDocumentId } from "@foyer/contract/ids";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { createCaller } from "@foyer/router/app-router";
import { createInnerContext } from "@foyer/router/context";

/** Every procedure as a function. */
type Caller = ReturnType<typeof createCaller>;

/** Names a session that does not exist: these callers come without a request. */
const NO_SESSION = sessionDocumentId.parse("0".repeat(24));

/** Calls procedures as somebody who is signed in. */
export function callAs(context: AppContext, { id, role }: Actor): Caller {
  return createCaller(
    createInnerContext(context, {
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
export function callAnonymously(context: AppContext): Caller {
  return createCaller(createInnerContext(context));
}
