import { arrayElement, documentElement, documentOf, fieldsOf, plainElements } from "../wire/raw-bson.js";
import { type Command, withElement } from "./command.js";
import { CommandError } from "./command-error.js";

/**
 * A command about the catalog, so that it does not show collections that an open transaction has created.
 *
 * @param created those, as `database.collection`
 * @throws CommandError 26 when it is about one of them
 */
export function withoutUncommitted(command: Command, created: ReadonlySet<string>): Command {
  if (created.size === 0) return command;
  if (command.name === "listIndexes" && created.has(`${command.database}.${command.collection}`)) {
    throw new CommandError(
      "NamespaceNotFound",
      `ns does not exist: ${command.database}.${command.collection}`,
    );
  }
  if (command.name !== "listCollections") return command;
  const prefix = `${command.database}.`;
  const names = [...created]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const filter = fieldsOf(command.body).get("filter")?.value ?? documentOf([]);
  const shown = documentOf(plainElements({ name: { $nin: names } }));
  const both = documentOf([arrayElement("$and", [filter, shown])]);
  return withElement(command, "filter", documentElement("filter", both));
}
