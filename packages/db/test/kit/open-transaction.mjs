// Writes raw commands in a transaction, says so, and never ends it: whoever started it kills it.
import { openDatabase } from "@foyer/db/database";

const [url = "", commands = "[]"] = process.argv.slice(2);
const db = openDatabase(url, { timeout: 600_000 });
await db.transaction(async (tx) => {
  for (const command of JSON.parse(commands)) await tx.$runCommandRaw(command);
  console.log("written");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
