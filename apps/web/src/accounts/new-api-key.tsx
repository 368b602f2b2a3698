import { Button, Stack, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { DialogActions } from "../shared/dialog-actions";
import { Notice } from "../shared/notice";
import classes from "./api-keys.module.css";

/** A key that was just created, for the only time it is shown. */
export function NewApiKey({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<"shown" | "copied" | "selected">("shown");

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(apiKey);
      setState("copied");
    } catch {
      // Browsers give the clipboard to secure pages only, and may ask first.
      field.current?.select();
      setState("selected");
    }
  }

  return (
    <Stack gap="md" className={classes.open}>
      <Notice tone="done" title="The API key is created." answer={apiKey}>
        Copy it now: it is not shown again. Whoever has it can act for you, so keep it like a password.
      </Notice>
      <TextInput
        ref={field}
        label="Your API key"
        className={classes.secret ?? ""}
        value={apiKey}
        readOnly
        autoComplete="off"
        spellCheck={false}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <p role="status">{STATE_WORDS[state]}</p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <Button onClick={() => void copy()}>Copy API key</Button>
      </DialogActions>
    </Stack>
  );
}

const STATE_WORDS = {
  shown: "",
  copied: "It is in your clipboard.",
  selected: "It is selected: copy it with your keyboard.",
} as const;
