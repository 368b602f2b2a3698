import { deleteAccountInput } from "@foyer/contract/user";
import { Button, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useForgetUser } from "../api/use-forget-user";
import { bookingsUnder } from "../bookings/bookings-shown";
import { pageMessages } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { codeFieldErrors, MailedCodeField } from "./mailed-code-field";
import { PasswordField } from "./password-field";

/** Deletes the account, after a question that says what happens. */
export function DeleteAccount({ hasPassword }: { hasPassword: boolean }) {
  const [isAsking, { open, close }] = useDisclosure(false);
  return (
    <Stack gap="sm" align="flex-start">
      <Text>Your account can be deleted, with your name and your address. Nobody can bring it back.</Text>
      <Button variant="default" onClick={open}>
        Delete account
      </Button>
      <Modal opened={isAsking} onClose={close} title="Delete your account?">
        <Stack gap="md">
          <Consequences />
          {hasPassword ? <ByPassword onClose={close} /> : <ByCode onClose={close} />}
        </Stack>
      </Modal>
    </Stack>
  );
}

/** What happens to bookings, in figures. */
function Consequences() {
  const now = useNow();
  const bookings = trpc.booking.mine.useQuery({ limit: 100, status: "confirmed" });
  if (!bookings.data && !bookings.isError) {
    return (
      <Loading size="line">
        <Skeleton height={96} />
      </Loading>
    );
  }
  const count = bookings.data && bookingsUnder("upcoming", bookings.data.items, now).length;
  return (
    <>
      <Text>{bookedWords(count, bookings.data?.nextCursor !== null)}</Text>
      <Text>
        Tickets that are only held go back, and you leave all waiting lists. You are signed out everywhere,
        API keys and webhooks stop working, and sales of your events are closed.
      </Text>
    </>
  );
}

function bookedWords(count: number | undefined, hasMore: boolean): string {
  if (count === 0 && !hasMore) return "You have no bookings to come.";
  const what =
    count === undefined || hasMore
      ? "Your bookings to come stay"
      : `${counted(count, "booking")} to come ${count === 1 ? "stays" : "stay"}`;
  return `${what} valid. Save the tickets or keep their mails: you cannot open or cancel them here any more, and no mails come, not even if an event is cancelled.`;
}

/** Deletes the account, and leaves its pages. */
function useDelete(onError: (error: unknown) => void) {
  const forget = useForgetUser();
  const navigate = useNavigate();
  return trpc.user.deleteAccount.useMutation({
    async onSuccess() {
      forget.atOnce();
      await navigate({ to: "/" });
      pageMessages.say("Your account is deleted.");
      await forget.cache();
    },
    onError,
  });
}

function ByPassword({ onClose }: { onClose: () => void }) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { password: "" },
    validate: (values) => fieldErrors(deleteAccountInput.pick({ password: true }), values),
  });
  const remove = useDelete((error) => form.setErrors(passwordErrors(error)));
  const start = useOneAtATime(remove);
  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, ({ password }) => start({ password, confirm: true }))}
    >
      <Stack gap="md">
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          data-autofocus
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <FormError error={remove.error} refused={passwordErrors(remove.error)} />
        <Buttons isWorking={remove.isPending} onClose={onClose} />
      </Stack>
    </form>
  );
}

function passwordErrors(error: unknown): Record<string, string> {
  if (errorCodeOf(error) !== "INVALID_CREDENTIALS") return serverFieldErrors(error);
  return { password: "This is not your password. Type it again." };
}

/** For accounts without a password. */
function ByCode({ onClose }: { onClose: () => void }) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { code: "" },
    validate: (values) => fieldErrors(deleteAccountInput.pick({ code: true }), values),
  });
  const remove = useDelete((error) => form.setErrors(codeFieldErrors(error)));
  const start = useOneAtATime(remove);
  const request = trpc.user.requestDeletionCode.useMutation();
  const sendCode = useOneAtATime<void>(request);
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, ({ code }) => start({ code, confirm: true }))}>
      <Stack gap="md" align="stretch">
        <WorkButton
          variant="default"
          label={request.isSuccess ? "Mail another code" : "Mail me a code"}
          workingLabel="Sending…"
          isWorking={request.isPending}
          onClick={() => sendCode()}
        />
        <Text aria-live="polite" c="dimmed" size="sm">
          {request.isSuccess && "A mail with a code is on its way. It works once, for 15 minutes."}
        </Text>
        {request.isError && <ErrorNotice error={request.error} />}
        <MailedCodeField key={form.key("code")} {...form.getInputProps("code")} />
        <FormError error={remove.error} refused={codeFieldErrors(remove.error)} />
        <Buttons isWorking={remove.isPending} onClose={onClose} />
      </Stack>
    </form>
  );
}

function Buttons({ isWorking, onClose }: { isWorking: boolean; onClose: () => void }) {
  return (
    <DialogActions>
      <Button variant="default" onClick={onClose}>
        Keep account
      </Button>
      <WorkButton
        {...DANGER}
        type="submit"
        label="Delete account for good"
        workingLabel="Deleting…"
        isWorking={isWorking}
      />
    </DialogActions>
  );
}
