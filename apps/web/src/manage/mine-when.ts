import { mineWhen as whens } from "@foyer/contract/event-choices";
import { choiceParam } from "../shared/search-params";

/** Which of one's events are shown, from the URL; all where it names none. */
export function mineWhen(value: unknown) {
  return value === undefined ? undefined : choiceParam(whens, value);
}
