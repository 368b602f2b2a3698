import type { DeviceView } from "@foyer/contract/user";
import { Button, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPointFilled } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import { useOneAtATime } from "../shared/one-at-a-time";
import { QuestionDialog } from "../shared/question-dialog";
import { whenHere } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import rows from "./account-rows.module.css";
import classes from "./devices.module.css";

/** The devices that are signed in, with a way to sign them out. */
export function Devices() {
  const devices = trpc.user.devices.useQuery();
  if (devices.isLoadingError) {
    return (
      <ErrorNotice
        title="Your devices could not be loaded."
        error={devices.error}
        onRetry={() => void devices.refetch()}
      />
    );
  }
  if (!devices.data) {
    return (
      <Loading size="line">
        <Skeleton height={64} />
        <Skeleton height={64} mt="md" />
      </Loading>
    );
  }
  // This device first; the others as the API returns them, last used first.
  const sorted = [...devices.data].sort((a, b) => Number(b.current) - Number(a.current));
  const others = sorted.filter(({ current }) => !current).length;
  return (
    <>
      <Text mb="md" aria-live="polite">
        {others === 0
          ? "You are signed in on this device only."
          : `You are signed in on ${counted(sorted.length, "device")}. Sign out those you do not know or no longer use.`}
      </Text>
      <ul className={rows.list}>
        {sorted.map((device) => (
          <Device key={device.id} device={device} />
        ))}
      </ul>
      {others > 0 && <SignOutOthers count={others} />}
    </>
  );
}

function Device({ device }: { device: DeviceView }) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const revoke = trpc.user.revokeDevice.useMutation({
    async onSuccess() {
      await utils.user.devices.invalidate();
      answer(`${device.label} is signed out.`);
    },
    // Its session may have ended meanwhile.
    onError: () => void utils.user.devices.invalidate(),
  });
  const start = useOneAtATime(revoke);
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>{device.label}</p>
        <p className={rows.soft}>
          Last used {whenHere(device.lastUsedAt)}
          {device.ip !== null && `, from ${device.ip}`}
        </p>
        <p className={rows.soft}>Signed in since {whenHere(device.createdAt)}</p>
        {revoke.isError && <ErrorNotice error={revoke.error} />}
      </div>
      {device.current ? (
        <span className={classes.current}>
          <IconPointFilled size={16} aria-hidden />
          This device
        </span>
      ) : (
        <WorkButton
          variant="default"
          size="sm"
          label="Sign out"
          workingLabel="Signing out…"
          aria-label={`Sign out ${device.label}`}
          aria-description={`Last used ${whenHere(device.lastUsedAt)}`}
          isWorking={revoke.isPending}
          onClick={() => start({ id: device.id })}
        />
      )}
    </li>
  );
}

/** Signs out all other devices, after a confirmation that names their number. */
function SignOutOthers({ count }: { count: number }) {
  const [asking, { open, close }] = useDisclosure(false);
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const revoke = trpc.user.revokeOtherDevices.useMutation({
    async onSuccess({ count: signedOut }) {
      close();
      await utils.user.devices.invalidate();
      answer(`${counted(signedOut, "device")} ${signedOut === 1 ? "is" : "are"} signed out.`);
    },
  });
  const start = useOneAtATime(revoke);
  const label = count === 1 ? "Sign out the other device" : `Sign out ${count} other devices`;
  return (
    <>
      <Button variant="default" onClick={open}>
        {label}
      </Button>
      <QuestionDialog
        opened={asking}
        onClose={close}
        title={`${label}?`}
        keepLabel="Keep signed in"
        label={label}
        workingLabel="Signing out…"
        work={revoke}
        onConfirm={() => start()}
      >
        {count === 1 ? "It has" : "They have"} to sign in again. You stay signed in here.
      </QuestionDialog>
    </>
  );
}
