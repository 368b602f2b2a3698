import { MAX_SEARCH_LENGTH } from "@foyer/contract/search-length";
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

type SearchFieldProps = {
  label: string;
  placeholder: string;
  /** The search text in the URL. */
  value: string | undefined;
  /**
   * Called when the user pauses typing; undefined for no text.
   *
   * @param replacesEntry whether to replace the current history entry, which then belongs to the same typing
   */
  onChange: (value: string | undefined, replacesEntry: boolean) => void;
  className?: string | undefined;
};

export function SearchField({ label, placeholder, value = "", onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const lastSent = useRef(value);
  /** Whether text was sent since the field was focused. */
  const isTyping = useRef(false);
  const save = useDebouncedCallback((text: string) => {
    if (text === lastSent.current) return;
    lastSent.current = text;
    onChange(text || undefined, isTyping.current);
    isTyping.current = true;
  }, 300);

  // The URL may have changed by other means, such as the back button or "Clear filters". Otherwise it only caught
  // up with the input, which may be ahead of it.
  useEffect(() => {
    if (value === lastSent.current) return;
    lastSent.current = value;
    isTyping.current = false;
    setTyped(value);
  }, [value]);

  const type = (text: string) => {
    setTyped(text);
    save(text.trim());
  };
  return (
    <TextInput
      {...(className ? { className } : {})}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={MAX_SEARCH_LENGTH}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={typed && <CloseButton aria-label="Clear search" onClick={() => type("")} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      // After leaving the field, for example by a link, a delayed search must not navigate back.
      onBlur={() => {
        save.flush();
        isTyping.current = false;
      }}
    />
  );
}
