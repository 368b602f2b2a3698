import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useMe } from "../api/session";
import { useSignOut } from "../api/sign-out";
import { EmailText } from "../shared/email-text";
import { ButtonLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { safeRedirect } from "../shared/safe-redirect";
import { Typed } from "../shared/typed";
import { AccountNotice } from "./account-notice";

type SignedInAlreadyProps = {
  /** Where to go after signing in. */
  redirect: string | undefined;
  /** Whether the form is completing a sign-in, and navigates by itself. */
  isSigningIn: boolean;
  /** The form, for users who are not signed in. */
  children: ReactNode;
};

/** Redirects a user who is already signed in, or shows who is signed in. */
export function SignedInAlready({ redirect, isSigningIn, children }: SignedInAlreadyProps) {
  const me = useMe();
  const router = useRouter();
  const signOut = useSignOut("/sign-in");
  const replacesEntry = Boolean(me) && !isSigningIn && redirect !== undefined;
  useEffect(() => {
    if (replacesEntry) void router.navigate({ href: safeRedirect(redirect), replace: true });
  }, [replacesEntry, redirect, router]);
  if (me === undefined || replacesEntry) {
    return (
      <AccountNotice title="Sign in">
        <Loading size="line">
          <Skeleton height={44} width={320} />
        </Loading>
      </AccountNotice>
    );
  }
  if (me === null || isSigningIn) return children;
  return (
    <AccountNotice title="You are signed in">
      <Text>
        As <Typed>{me.name}</Typed>, <EmailText address={me.email} />.
      </Text>
      <Group>
        <ButtonLink to="/">See all events</ButtonLink>
        <Button variant="default" onClick={() => signOut.mutate()}>
          {signOut.isPending ? "Signing out…" : "Use another account"}
        </Button>
      </Group>
    </AccountNotice>
  );
}
