import { Container, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./account-form.module.css";

type AccountNoticeProps = {
  title: string;
  children: ReactNode;
  /** Whether it takes the place of a form, so that keyboard and screen reader have to be brought to it. */
  takesFocus?: boolean;
};

/** What stands in the frame of the sign-in pages when there is nothing to fill in. */
export function AccountNotice({ title, children, takesFocus = false }: AccountNoticeProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <Container size={448} px="md" className={classes.frame}>
      <h1 ref={heading} tabIndex={-1} className={classes.title}>
        {title}
      </h1>
      <Stack gap="lg" align="flex-start">
        {children}
      </Stack>
    </Container>
  );
}
