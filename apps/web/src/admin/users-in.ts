import { type ListUsersInput, listUsersInput } from "@foyer/contract/user";
import { choiceParam } from "../shared/search-params";

/** The filter of the user list by state; undefined lists all. */
export type UsersIn = ListUsersInput["state"];

export function usersIn(value: unknown): UsersIn {
  return value === undefined ? undefined : choiceParam(listUsersInput.shape.state, value);
}
