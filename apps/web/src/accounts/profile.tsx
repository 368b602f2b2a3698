import type { RouterOutputs } from "@foyer/client";
import { updateProfileInput } from "@foyer/contract/user";
import { Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCircleCheck, IconClock } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { CharacterCount } from "../shared/character-count";
import { useDraft } from "../shared/draft";
import { EmailText } from "../shared/email-text";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { LeaveQuestion } from "../shared/leave-question";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { ChangeEmail } from "./change-email";
import classes from "./profile.module.css";
import { SendVerification } from "./send-verification";

type Me = NonNullable<RouterOutputs["user"]["me"]>;

/** The user's name and email address. */
export function Profile({ me }: { me: Me }) {
  return (
    <Stack gap="xl">
      <NameForm name={me.name} />
      <div className={classes.email}>
        <span className={classes.label}>Email</span>
        <span className={classes.address}>
          <EmailText address={me.email} />
        </span>
        {me.isEmailVerified ? (
          <span className={classes.mark} data-confirmed>
            <IconCircleCheck size={18} aria-hidden />
            Confirmed
          </span>
        ) : (
          <>
            <span className={classes.mark}>
              <IconClock size={18} aria-hidden />
              Not confirmed yet
            </span>
            <span>Open the link in the mail that Foyer sent you.</span>
            <SendVerification email={me.email} />
          </>
        )}
        <ChangeEmail email={me.email} hasPassword={me.hasPassword} />
      </div>
    </Stack>
  );
}

function NameForm({ name }: { name: string }) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const form = useForm({
    initialValues: { name },
    validate: (values) => fieldErrors(updateProfileInput, values),
  });
  const draft = useDraft("profile", {
    initial: { name },
    values: form.values,
    // A draft is dropped if the name was changed elsewhere since.
    restore: (values, base) => base.name === name && form.setValues(values),
  });
  const update = trpc.user.updateProfile.useMutation({
    async onSuccess(user) {
      utils.user.me.setData(undefined, user);
      form.setValues({ name: user.name });
      draft.settle();
      answer("Your name is saved.");
      // Events show the name of their organizer.
      await utils.event.invalidate();
    },
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(update);
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, start)}>
      <Stack gap="md" align="flex-start">
        <TextInput
          w="100%"
          maw={400}
          label="Name"
          description={
            <>
              As organizers see it on their list.{" "}
              <CharacterCount text={form.values.name} max={100} kind="line" />
            </>
          }
          autoComplete="name"
          required
          withAsterisk={false}
          {...form.getInputProps("name")}
        />
        <FormError error={update.error} />
        <WorkButton
          type="submit"
          variant="default"
          label="Save name"
          workingLabel="Saving…"
          isWorking={update.isPending}
        />
      </Stack>
      {draft.isDirty && <LeaveQuestion mayLose={draft.mayLose} />}
    </form>
  );
}
