import type { UserId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { newToken } from "../sessions/credentials.js";
import { openSession } from "../sessions/open-session.js";
import { accountColumns, toUserView } from "./account-view.js";
import { issueDeviceToken, recognizeDevice } from "./known-device.js";
import type { SignedInAccount } from "./signed-in.js";

/**
 * Opens a session of an account with all that a sign-in answers, in the transaction that has found that it may sign in.
 *
 * @param deviceToken the one of an earlier sign-in on this device
 */
export async function openAccountSession(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "sessionsIn">,
  {
    id,
    device,
    deviceToken,
  }: { readonly id: UserId; readonly device: DeviceInfo; readonly deviceToken: string | undefined },
): Promise<SignedInAccount> {
  const { deviceKey, ...row } = await tx.user.findUniqueOrThrow({
    where: { id },
    select: { ...accountColumns, deviceKey: true },
  });
  const credentials = await openSession(tx, context, { userId: id, deviceInfo: device });
  const account = { id, deviceKey: deviceKey ?? (await newDeviceKey(tx, context, id)) };
  const known = recognizeDevice({ id, deviceKey }, deviceToken);
  return {
    user: toUserView(row, context.clock.now()),
    credentials,
    deviceToken: issueDeviceToken(account, { token: deviceToken, known, random: context.random }),
  };
}

async function newDeviceKey(
  tx: Transaction,
  context: Pick<AppContext, "random">,
  id: UserId,
): Promise<string> {
  const deviceKey = newToken(context.random);
  await tx.user.update({ where: { id }, data: { deviceKey }, select: { id: true } });
  return deviceKey;
}
