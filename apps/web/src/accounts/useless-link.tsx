import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AccountNotice } from "./account-notice";

type UselessLinkProps = {
  /** Whether the link has its token; mail programs may cut it off. */
  isWhole: boolean;
  /** Why it may be of no use, and what to do. */
  words: ReactNode;
  /** Where to go from here. */
  children: ReactNode;
};

/** Says that a mailed link is of no use, in place of what it leads to. */
export function UselessLink({ isWhole, words, children }: UselessLinkProps) {
  return (
    <AccountNotice
      title={isWhole ? "This link no longer works" : "This link is incomplete"}
      takesFocus={isWhole}
    >
      <Text>{words}</Text>
      {children}
    </AccountNotice>
  );
}
