import { Container } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiKeys } from "../accounts/api-keys";
import { ChangePassword } from "../accounts/change-password";
import { Devices } from "../accounts/devices";
import { OwnData } from "../accounts/own-data";
import { Profile } from "../accounts/profile";
import { useMe } from "../api/session";
import { ActionMessageArea } from "../shared/action-messages";
import { usePageTitle } from "../shared/page-title";
import classes from "./account-page.module.css";

export function AccountPage() {
  usePageTitle("Your account");
  const me = useMe();
  // The route requires a session; it is missing only while signing out.
  if (!me) return null;
  return (
    <Container size={896} px="md">
      <h1 className={classes.title}>Your account</h1>
      <Section title="Profile">
        <Profile me={me} />
      </Section>
      <Section title="Password">
        <ChangePassword email={me.email} hasPassword={me.hasPassword} />
      </Section>
      <Section title="Devices">
        <Devices />
      </Section>
      <Section title="API keys">
        <ApiKeys />
      </Section>
      <Section title="Your data">
        <OwnData hasPassword={me.hasPassword} />
      </Section>
    </Container>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2>{title}</h2>
      <div>
        <ActionMessageArea>{children}</ActionMessageArea>
      </div>
    </section>
  );
}
