import { Text } from "@mantine/core";
import { Notice } from "../shared/notice";

type DeclinedNoticeProps = {
  hasOtherWays: boolean;
  isOne: boolean;
  /** The error of the attempt, or the attempt itself where the page has come from the bank. */
  answer: unknown;
};

/** The last attempt was refused. The hold goes on, so trying again is all there is to do. */
export function DeclinedNotice({ hasOtherWays, isOne, answer }: DeclinedNoticeProps) {
  return (
    <Notice tone="error" title="The payment was declined, and nothing was charged." answer={answer}>
      <Text>
        Your {isOne ? "ticket is" : "tickets are"} still held. Try again
        {hasOtherWays ? ", or pay another way" : ""}.
      </Text>
    </Notice>
  );
}
