import { Container, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./account-form.module.css";

type AccountNoticeProps = {
  title: string;
  children: ReactNode;
  /** Whether it replaces a form, and so has to take the focus. */
  takesFocus?: boolean;
};

/** A message in the layout of the sign-in pages, in place of a form. */
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
