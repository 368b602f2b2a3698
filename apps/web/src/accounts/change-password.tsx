import { changePasswordInput } from "@foyer/contract/user";
import { Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { trpc } from "../api/client";
import { useAnswer } from "../shared/answers";
import { counted } from "../shared/counted";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { fieldErrors } from "../shared/words-for-issues";
import { WorkButton } from "../shared/work-button";
import { NewPasswordField } from "./new-password-field";
import { PasswordField } from "./password-field";
import { passwordRefusal } from "./password-refusal";

export function ChangePassword({ email }: { email: string }) {
  // A new form once the password is changed: nothing that was typed stays.
  const [times, setTimes] = useState(0);
  return <ChangePasswordForm key={times} email={email} onChanged={() => setTimes(times + 1)} />;
}

type ChangePasswordFormProps = { email: string; onChanged: () => void };

function ChangePasswordForm({ email, onChanged }: ChangePasswordFormProps) {
  const answer = useAnswer();
  const utils = trpc.useUtils();
  const devices = trpc.user.devices.useQuery().data;
  const others = devices?.filter(({ current }) => !current).length;
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { currentPassword: "", newPassword: "" },
    validate: (values) => fieldErrors(changePasswordInput, values),
  });
  const change = trpc.user.changePassword.useMutation({
    async onSuccess() {
      const signedOut = others ? ` ${signedOutWords(others)}` : "";
      answer(`Your password is changed.${signedOut}`);
      onChanged();
      await utils.user.devices.invalidate();
    },
    onError: (error) => form.setErrors(passwordRefusal(error)),
  });
  const start = useOneAtATime(change);

  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, start)}>
      <Stack gap="md" align="flex-start">
        {/* Tells password managers whose password it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          w="100%"
          maw={400}
          label="Current password"
          autoComplete="current-password"
          key={form.key("currentPassword")}
          {...form.getInputProps("currentPassword")}
        />
        <NewPasswordField
          w="100%"
          maw={400}
          label="New password"
          key={form.key("newPassword")}
          {...form.getInputProps("newPassword")}
        />
        <Text>{consequence(others)}</Text>
        <FormError error={change.error} refused={passwordRefusal(change.error)} />
        <WorkButton
          type="submit"
          variant="default"
          label="Change password"
          workingLabel="Changing…"
          isWorking={change.isPending}
        />
      </Stack>
    </form>
  );
}

function consequence(others: number | undefined): string {
  if (others === undefined) return "Your other devices will be signed out.";
  if (others === 0) return "You stay signed in here, and you are signed in nowhere else.";
  if (others === 1) return "Your other device will be signed out. You stay signed in here.";
  return `Your ${counted(others, "other device")} will be signed out. You stay signed in here.`;
}

function signedOutWords(others: number): string {
  return `${counted(others, "other device")} ${others === 1 ? "was" : "were"} signed out.`;
}
