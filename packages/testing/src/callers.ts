import { sessionDocumentId } from "@foyer/contract/ids";
import type { Actor } from "@foyer/domain/actor";
import { checkApiKey } from "@foyer/domain/api-keys/key-holder";
import type { AppContext } from "@foyer/domain/context";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { checkBookingToken } from "@foyer/router/admit-guest";
import { createCaller } from "@foyer/router/app-router";
import { type Context, createInnerContext } from "@foyer/router/context";
import { requireDeclaredCode } from "./declared-codes.js";
import { TEST_PASSWORD, uniqueEmail } from "./fixtures.js";

/** Every procedure as a function. */
type Caller = ReturnType<typeof createCaller>;

/** Names a session that does not exist: these callers come without a request. */
const NO_SESSION = sessionDocumentId.parse("0".repeat(24));

/** Calls fail with another error if a procedure refuses them with a code that it does not declare. */
function callIn(context: Context): Caller {
  return createCaller(context, { onError: requireDeclaredCode });
}

/** Calls procedures as a signed-in user, without a session in the database. */
export function callAs(context: AppContext, { id, role }: Actor): Caller {
  return callIn(
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

/** Calls procedures without a session. */
export function callAnonymously(context: AppContext): Caller {
  return callIn(createInnerContext(context));
}

/** Calls procedures with a session from the database, or with one that has expired. */
export async function callWith(context: AppContext, sessionToken: string): Promise<Caller> {
  const holder = await findSessionHolder(context, sessionToken);
  return callIn(
    createInnerContext(context, holder === null ? { kind: "expired" } : { kind: "user", ...holder }),
  );
}

/** Calls procedures with an API key, good or not. */
export async function callWithKey(context: AppContext, key: string): Promise<Caller> {
  const device = { userAgent: "vitest", ip: "127.0.0.1", deviceId: null };
  const recheckCaller = () => checkApiKey(context, key, device);
  return callIn({ ...createInnerContext(context, await recheckCaller()), recheckCaller });
}

/** Calls procedures with the token of a guest, good or not. */
export async function callWithBookingToken(context: AppContext, token: string): Promise<Caller> {
  const recheckCaller = () => checkBookingToken(context, token);
  return callIn({ ...createInnerContext(context, await recheckCaller()), recheckCaller });
}

/** Registers a new account with a bearer session, as a program does. */
export async function registerProgram(context: AppContext, email = uniqueEmail()) {
  const answer = await callAnonymously(context).user.register({
    email,
    password: TEST_PASSWORD,
    name: "Program",
    transport: "bearer",
  });
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}

/** Signs in to an existing account with a bearer session, as a program does. */
export async function loginProgram(context: AppContext, email: string, password = TEST_PASSWORD) {
  const answer = await callAnonymously(context).user.login({ email, password, transport: "bearer" });
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}
