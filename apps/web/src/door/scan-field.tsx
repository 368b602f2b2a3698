import { Button, TextInput } from "@mantine/core";
import { type RefObject, useState } from "react";
import classes from "./scan-field.module.css";

type ScanFieldProps = {
  field: RefObject<HTMLInputElement | null>;
  onCode: (text: string) => void;
};

/** For hand scanners, which type and press Enter, and for people who do. */
export function ScanField({ field, onCode }: ScanFieldProps) {
  const [text, setText] = useState("");
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onCode(text);
        setText("");
        field.current?.focus();
      }}
    >
      <TextInput
        ref={field}
        label="Ticket code"
        placeholder="FOYER-…"
        className={classes.field ?? ""}
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit">Check in</Button>
    </form>
  );
}
