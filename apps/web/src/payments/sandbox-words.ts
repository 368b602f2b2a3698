import { SANDBOX_TOKENS, type SandboxToken } from "@foyer/contract/payment";

export function isSandboxToken(name: string): name is SandboxToken {
  return Object.hasOwn(SANDBOX_TOKENS, name);
}

/** @example tokenWords("tok_declined") // "Is declined" */
export function tokenWords(token: SandboxToken): string {
  const words = SANDBOX_TOKENS[token];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
