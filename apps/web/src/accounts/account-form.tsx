import { Container, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./account-form.module.css";

type AccountFormProps = {
  title: string;
  /** What someone without, or with, an account does instead. */
  instead: ReactNode;
  onSubmit: () => void;
  children: ReactNode;
};

/** The frame that signing in and signing up share. */
export function AccountForm({ title, instead, onSubmit, children }: AccountFormProps) {
  return (
    <Container size={448} px="md" className={classes.frame}>
      <h1 className={classes.title}>{title}</h1>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="lg">{children}</Stack>
      </form>
      <Text mt="xl">{instead}</Text>
    </Container>
  );
}
