import { type EventId, eventId } from "@foyer/contract/ids";
import type { Reconciliation } from "@foyer/contract/reconciliation";
import { reconcile, reconcileAll } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { readConfig } from "./config.js";
import { createLog } from "./http/logging.js";
import { oneLine } from "./one-line.js";
import { joinApp } from "./start-app.js";

// npm run reconcile [-- <event id>]: checks the ledger of one event or of all, and fails if one does not balance.

const [wanted] = process.argv.slice(2);
const id = wanted === undefined ? undefined : eventId.safeParse(wanted);
if (id !== undefined && !id.success) {
  console.error(`foyer: ${wanted} is not the id of an event. Leave it out to reconcile all of them`);
  process.exit(2);
}

try {
  process.exitCode = await run(id?.data);
} catch (error) {
  console.error(`foyer: ${oneLine(error)}`);
  process.exitCode = 1;
}

async function run(only: EventId | undefined): Promise<number> {
  const config = readConfig(process.env);
  const { context, stop } = await joinApp(config, createLog("warn"));
  let checked = 0;
  let broken = 0;
  try {
    for await (const result of only === undefined ? reconcileAll(context) : one(context, only)) {
      checked++;
      if (result.ok) continue;
      broken++;
      console.log(describe(result));
    }
  } finally {
    await stop();
  }
  console.log(`foyer: ${checked} ${checked === 1 ? "event" : "events"} reconciled, ${broken} of them broken`);
  return broken === 0 ? 0 : 1;
}

async function* one(context: AppContext, id: EventId): AsyncGenerator<Reconciliation> {
  yield await reconcile(context, id);
}

function describe({ eventId: id, broken: invariants, ok: _, ...figures }: Reconciliation): string {
  const list = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  return `event ${id}: ${invariants.join(", ")} (${list.join(", ")})`;
}
