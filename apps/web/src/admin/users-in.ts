import { type ListUsersInput, listUsersInput } from "@foyer/contract/user";
import { choiceParam } from "../shared/search-params";

/** The state that the listed users are in; any where the URL names none. */
export type UsersIn = ListUsersInput["state"];

export function usersIn(value: unknown): UsersIn {
  return value === undefined ? undefined : choiceParam(listUsersInput.shape.state, value);
}
