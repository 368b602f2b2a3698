import { eventId } from "@foyer/contract/ids";
import type { Reconciliation } from "@foyer/contract/reconciliation";
import { reconcile, reconcileAll } from "@foyer/domain/capacity/reconcile";
import { readConfig } from "./config.js";
import { createLog } from "./http/logging.js";
import { startFoyer } from "./start-foyer.js";

// npm run reconcile [-- <event id>]: checks the books of one event or of all, and fails when they do not balance.

const config = readConfig(process.env);
const { foyer, stop } = await startFoyer(config, createLog("warn"), () => {});
const [wanted] = process.argv.slice(2);

let checked = 0;
let broken = 0;
for await (const result of wanted === undefined ? reconcileAll(foyer) : one(wanted)) {
  checked++;
  if (!result.ok) {
    broken++;
    console.log(describe(result));
  }
}
console.log(`foyer: ${checked} events reconciled, ${broken} of them broken`);
await stop();
process.exitCode = broken === 0 ? 0 : 1;

async function* one(id: string): AsyncGenerator<Reconciliation> {
  yield await reconcile(foyer, eventId.parse(id));
}

function describe({ eventId: id, broken: invariants, ok: _, ...figures }: Reconciliation): string {
  const list = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  return `event ${id}: ${invariants.join(", ")} (${list.join(", ")})`;
}
