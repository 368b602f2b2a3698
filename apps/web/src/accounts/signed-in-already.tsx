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
  /** Where the reader was going. */
  redirect: string | undefined;
  /** Whether the form is just letting somebody in, and leads on by itself. */
  isArriving: boolean;
  /** The form, for who is not signed in. */
  children: ReactNode;
};

/** Who is signed in already goes on to where they were going, or is told who they are. */
export function SignedInAlready({ redirect, isArriving, children }: SignedInAlreadyProps) {
  const me = useMe();
  const router = useRouter();
  const signOut = useSignOut("/sign-in");
  const goesOn = Boolean(me) && !isArriving && redirect !== undefined;
  useEffect(() => {
    if (goesOn) void router.navigate({ href: safeRedirect(redirect), replace: true });
  }, [goesOn, redirect, router]);
  if (me === undefined || goesOn) {
    return (
      <AccountNotice title="Sign in">
        <Loading size="line">
          <Skeleton height={44} width={320} />
        </Loading>
      </AccountNotice>
    );
  }
  if (me === null || isArriving) return children;
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
