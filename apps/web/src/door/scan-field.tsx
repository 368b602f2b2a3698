import { MAX_SCAN_LENGTH, ticketClaims } from "@foyer/contract/ticket-code";
import { Button, TextInput } from "@mantine/core";
import { type RefObject, useEffect, useState } from "react";
import classes from "./scan-field.module.css";

type ScanFieldProps = {
  field: RefObject<HTMLInputElement | null>;
  onCode: (text: string) => void;
};

/** For hand scanners, which type the code and press Enter, and for typing by hand. */
export function ScanField({ field, onCode }: ScanFieldProps) {
  const [text, setText] = useState("");
  useTypingCaught(field);
  const send = () => {
    if (text.trim() !== "") onCode(text);
    setText("");
    field.current?.focus();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
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
        maxLength={MAX_SCAN_LENGTH}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Some scanners end with Tab. Users who press Tab to leave the field have not typed a whole code.
          if (event.key !== "Tab" || event.shiftKey || ticketClaims(text).length === 0) return;
          event.preventDefault();
          send();
        }}
      />
      <Button type="submit">Check in</Button>
    </form>
  );
}

/**
 * Hands what is typed while no field has the focus to the field of codes: a scan must not be lost because the focus is
 * on a button or an answer.
 */
function useTypingCaught(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isLetter = event.key.length === 1 && event.key !== " ";
      if (!isLetter || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TAKES_TYPING)) return;
      // The letter then goes into the field.
      field.current?.focus();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [field]);
}

/** Fields, and what is opened above the page. */
const TAKES_TYPING = "input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]";
