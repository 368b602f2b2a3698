import { isolated } from "@foyer/contract/characters";
import type { UserView } from "@foyer/contract/user";

/** A change that an admin can make to an account. */
export type UserChange = "make-admin" | "make-user" | "disable" | "enable" | "unlock";

type Words = {
  /** The label of menu item and button. */
  verb: string;
  working: string;
  /** The heading of the confirmation. */
  question: string;
  /** The consequence, shown in the confirmation. */
  consequence: string;
  /** The message after the change. */
  done: string;
  /** Whether the change is destructive. */
  takes: boolean;
};

/** The changes that apply to an account in its current state. */
export function changesFor(user: Pick<UserView, "role" | "isActive" | "isLocked">): UserChange[] {
  return [
    user.role === "admin" ? "make-user" : "make-admin",
    ...(user.isLocked ? (["unlock"] as const) : []),
    user.isActive ? "disable" : "enable",
  ];
}

export function changeWords(change: UserChange, user: { name: string }, isOneself: boolean): Words {
  const name = isolated(user.name);
  switch (change) {
    case "make-admin":
      return {
        verb: "Make admin",
        working: "Making admin…",
        question: `Make ${name} an admin?`,
        consequence: `${name} can then see and change every event, every booking and every account, yours included.`,
        done: `${name} is an admin now.`,
        takes: false,
      };
    case "make-user":
      return {
        verb: "Make user",
        working: "Making user…",
        question: `Make ${name} a user?`,
        consequence: isOneself
          ? "This is your own account: these pages close for you at once. Your events and bookings stay."
          : `These pages close for ${name} at once, and so do the events and bookings of others. Their own stay.`,
        done: `${name} is a user now.`,
        takes: true,
      };
    case "disable":
      return {
        verb: "Disable account",
        working: "Disabling…",
        question: `Disable the account of ${name}?`,
        consequence: isOneself
          ? "This is your own account: you are signed out on all of your devices at once, and cannot sign in until another admin enables it."
          : `${name} is signed out on all devices at once, and cannot sign in until the account is enabled again. Events on sale stay on sale, and bookings stay valid.`,
        done: `The account of ${name} is disabled.`,
        takes: true,
      };
    case "enable":
      return {
        verb: "Enable account",
        working: "Enabling…",
        question: `Enable the account of ${name}?`,
        consequence: `${name} can sign in again, with the same password as before.`,
        done: `The account of ${name} is enabled.`,
        takes: false,
      };
    case "unlock":
      return {
        verb: "Unlock account",
        working: "Unlocking…",
        question: `Unlock the account of ${name}?`,
        consequence: `The account was locked after wrong passwords. ${name} can sign in at once, and the count of wrong passwords starts again.`,
        done: `The account of ${name} is unlocked.`,
        takes: false,
      };
  }
}
