import type { AppContext } from "@foyer/domain/context";
import { findSessionHolder } from "@foyer/domain/sessions/open-session";
import { createCaller } from "@foyer/router/app-router";
import { createInnerContext } from "@foyer/router/context";
import { TEST_PASSWORD, uniqueEmail } from "../../domain/test/kit/fixtures.js";

/** Registers a new account the way a program does. */
export async function registerProgram(context: AppContext, email = uniqueEmail()) {
  const caller = createCaller(createInnerContext(context));
  const answer = await caller.user.register({
    email,
    password: TEST_PASSWORD,
    name: "Program",
    transport: "bearer",
  });
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}

/** Signs an existing account in the way a program does. */
export async function loginProgram(context: AppContext, email: string, password = TEST_PASSWORD) {
  const caller = createCaller(createInnerContext(context));
  const answer = await caller.user.login({ email, password, transport: "bearer" });
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}

/** Calls procedures with a real session. */
export async function callWith(
  context: AppContext,
  sessionToken: string,
): Promise<ReturnType<typeof createCaller>> {
  const holder = await findSessionHolder(context, sessionToken);
  return createCaller(
    createInnerContext(context, holder === null ? { kind: "expired" } : { kind: "user", ...holder }),
  );
}
