import { Text } from "@mantine/core";
import { Notice } from "../shared/notice";

type DeclinedNoticeProps = {
  hasOtherWays: boolean;
  isOne: boolean;
  /** What the notice answers: the attempt's error, or the attempt itself if the user returned from the bank. */
  answer: unknown;
};

/** The last attempt was declined. The hold continues, so the user can try again. */
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
