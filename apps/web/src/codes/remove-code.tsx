import type { DiscountCodeView } from "@foyer/contract/discount-code";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";

type RemoveCodeProps = { code: DiscountCodeView; opened: boolean; onClose: () => void };

/** Removes a code after a confirmation with the consequence. */
export function RemoveCode({ code, opened, onClose }: RemoveCodeProps) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const remove = trpc.discountCode.remove.useMutation({
    async onSuccess() {
      await utils.discountCode.invalidate();
      onClose();
      answer(`The code ${code.code} no longer works.`);
    },
  });
  const start = useOneAtATime(remove);
  return (
    <QuestionDialog
      opened={opened}
      onClose={onClose}
      title={`Remove the code ${code.code}?`}
      keepLabel="Keep the code"
      label="Remove code"
      workingLabel="Removing…"
      work={remove}
      onConfirm={() => start({ id: code.id })}
    >
      Nobody can use it any more.{" "}
      {code.uses > 0
        ? `${code.uses === 1 ? "The booking with it keeps its" : `The ${counted(code.uses, "booking")} with it keep their`} discount, and it stays here, switched off.`
        : "If no booking ever used it, it disappears from this list."}
    </QuestionDialog>
  );
}
