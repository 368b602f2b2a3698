import { MAX_SEARCH_LENGTH } from "@foyer/contract/search-length";
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

type SearchFieldProps = {
  label: string;
  placeholder: string;
  /** The words the URL holds. */
  value: string | undefined;
  /**
   * Called once typing rests; undefined for no words.
   *
   * @param goesOn whether the words before were typed in one go with these: then there is no way back to them
   */
  onChange: (value: string | undefined, goesOn: boolean) => void;
  className?: string | undefined;
};

export function SearchField({ label, placeholder, value = "", onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const lastSent = useRef(value);
  /** Words were sent since the field was entered. */
  const isTyping = useRef(false);
  const save = useDebouncedCallback((text: string) => {
    if (text === lastSent.current) return;
    lastSent.current = text;
    onChange(text || undefined, isTyping.current);
    isTyping.current = true;
  }, 300);

  // The URL changed by other means, such as the back button or "Clear filters". Otherwise it only caught up with
  // what was typed, and the field may already be further.
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
      // Whoever goes on, to a link say, is done typing: a search that came later would call them back.
      onBlur={() => {
        save.flush();
        isTyping.current = false;
      }}
    />
  );
}
