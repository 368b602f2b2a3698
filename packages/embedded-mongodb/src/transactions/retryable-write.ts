import type { Command } from "../server/command.js";
import { clientGone, gateTimeout } from "../server/command-error.js";
import { EngineError } from "../server/engine.js";
import { didSomething } from "../writes/write-reply.js";
import { Changes } from "./changes.js";
import type { TransactionParts } from "./transaction.js";

/**
 * Runs a write whose reply is as durable as its changes: both become final in one write, like a transaction's
 * commit. If the process dies before that, the changes are undone at the next start, and a repeated write is run.
 *
 * @returns the reply, and whether it is kept; when it is not, nothing was changed
 */
export async function runRetryable(
  parts: TransactionParts,
  command: Command,
  session: string,
  number: bigint,
  gone: AbortSignal | undefined,
): Promise<{ readonly reply: Buffer; readonly remembered: boolean }> {
  if (!(await parts.gate.enterExclusiveWrite(gone))) throw gone?.aborted ? clientGone() : gateTimeout();
  const changes = new Changes(parts, false);
  const remembered = await inGate(parts, changes, command, session, number);
  if (remembered.remembered) await changes.settle();
  return remembered;
}

async function inGate(
  parts: TransactionParts,
  changes: Changes,
  command: Command,
  session: string,
  number: bigint,
) {
  try {
    const reply = await changes.write(command).catch(async (error: unknown) => {
      await changes.takeBack();
      throw error;
    });
    const remembered = didSomething(reply);
    if (remembered) await changes.keep({ session, number, kind: "write", answer: reply });
    else await changes.takeBack();
    return { reply, remembered };
  } catch (error) {
    if (error instanceof EngineError) return parts.giveUp(error);
    throw error;
  } finally {
    parts.gate.leaveTransaction();
  }
}
