import type { DiscountCodeView, DiscountKind } from "@foyer/contract/discount-code";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { Button, Modal, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { trpc } from "../api/client";
import { errorCodeOf, errorMessage } from "../api/error-message";
import { useManagedEvent } from "../manage/managed-event";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { FormError } from "../shared/form-error";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { CodeFields } from "./code-fields";
import { formOfCode, NEW_CODE, readCode, type TypedCode } from "./typed-code";

type CodeDialogProps = {
  /** The code that is edited; undefined for a new one. */
  code?: DiscountCodeView | undefined;
  kinds: readonly TicketTypeFigures[];
  onClose: () => void;
};

/** Creates a discount code, or changes one. */
export function CodeDialog({ opened, ...form }: CodeDialogProps & { opened: boolean }) {
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      size={640}
      title={form.code === undefined ? "Create a discount code" : "Edit this code"}
    >
      <CodeForm {...form} />
    </Modal>
  );
}

function CodeForm({ code, kinds, onClose }: CodeDialogProps) {
  const event = useManagedEvent();
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const { keyFor, settle } = useIdempotencyKey();
  const hasHidden = kinds.some(({ isHidden }) => isHidden);
  const form = useForm<TypedCode>({
    initialValues: code === undefined ? NEW_CODE : formOfCode(code, event),
    validate: (values) => {
      const read = readCode(values, event, code);
      return read.ok ? {} : read.errors;
    },
  });
  const handlers = {
    async onSuccess(saved: { code: string }) {
      settle();
      await utils.discountCode.invalidate();
      onClose();
      answer(code === undefined ? `The code ${saved.code} works now.` : `The code ${saved.code} is saved.`);
    },
    onError(error: unknown) {
      if (errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      const taken = errorCodeOf(error) === "CODE_TAKEN" ? { code: errorMessage(error) } : {};
      form.setErrors({ ...serverFieldErrors(error), ...taken });
    },
  };
  const create = trpc.discountCode.create.useMutation(handlers);
  const update = trpc.discountCode.update.useMutation(handlers);
  const startCreate = useOneAtATime(create);
  const startUpdate = useOneAtATime(update);
  const isWorking = create.isPending || update.isPending;

  function save(values: TypedCode) {
    const read = readCode(values, event, code);
    if (!read.ok) return;
    if (code === undefined) {
      startCreate({ ...read.fields, idempotencyKey: keyFor(JSON.stringify(read.fields)) });
      return;
    }
    const { eventId: _event, kind: _kind, isActive: _active, ...fields } = read.fields;
    startUpdate({ id: code.id, ...fields });
  }

  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, save)}>
      <Stack gap="md">
        <CodeFields
          form={form}
          kinds={kinds}
          event={event}
          // What a code does is fixed: its bookings count by it.
          choices={code === undefined ? kindChoices(hasHidden) : []}
        />
        <FormError error={create.error ?? update.error} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <WorkButton
            type="submit"
            label={code === undefined ? "Create code" : "Save code"}
            workingLabel={code === undefined ? "Creating…" : "Saving…"}
            isWorking={isWorking}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}

/** Without hidden kinds there is nothing to open. */
function kindChoices(hasHidden: boolean): DiscountKind[] {
  return hasHidden ? ["percent", "amount", "unlock"] : ["percent", "amount"];
}
