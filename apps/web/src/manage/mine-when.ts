import { mineWhen as whens } from "@foyer/contract/event-choices";
import { choiceParam } from "../shared/search-params";

/** The filter of the user's own events, from the URL; all by default. */
export function mineWhen(value: unknown) {
  return value === undefined ? undefined : choiceParam(whens, value);
}
