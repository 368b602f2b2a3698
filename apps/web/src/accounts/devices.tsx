import type { DeviceView } from "@foyer/contract/user";
import { Button, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPointFilled } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import { useOneAtATime } from "../shared/one-at-a-time";
import { whenHere } from "../shared/times";
import { WorkButton } from "../shared/work-button";
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
  const rows = [...devices.data].sort((a, b) => Number(b.current) - Number(a.current));
  const others = rows.filter(({ current }) => !current).length;
  return (
    <>
      <Text mb="md" aria-live="polite">
        {others === 0
          ? "You are signed in on this device only."
          : `You are signed in on ${counted(rows.length, "device")}. Sign out those you do not know or no longer use.`}
      </Text>
      <ul className={classes.list}>
        {rows.map((device) => (
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
    <li className={classes.device}>
      <div className={classes.what}>
        <p className={classes.label}>{device.label}</p>
        <p className={classes.soft}>
          Last used {whenHere(device.lastUsedAt)}
          {device.ip !== null && `, from ${device.ip}`}
        </p>
        <p className={classes.soft}>Signed in since {whenHere(device.createdAt)}</p>
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
  const label = `Sign out ${counted(count, "other device")}`;
  return (
    <>
      <Button {...DANGER} onClick={open}>
        {label}
      </Button>
      <Modal opened={asking} onClose={close} title={`${label}?`}>
        <Stack gap="md">
          <Text>
            {count === 1 ? "1 device has" : `${count} devices have`} to sign in with the password again. You
            stay signed in here.
          </Text>
          {revoke.isError && <ErrorNotice error={revoke.error} />}
          <DialogActions>
            <Button variant="default" onClick={close}>
              Keep signed in
            </Button>
            <WorkButton
              {...DANGER}
              label={label}
              workingLabel="Signing out…"
              isWorking={revoke.isPending}
              onClick={() => start()}
            />
          </DialogActions>
        </Stack>
      </Modal>
    </>
  );
}
