import { SegmentedControl } from "@mantine/core";

type FilterChoiceProps<Value extends string> = {
  label: string;
  /** The choices; the one without a value is what the URL leaves out. */
  options: readonly { value: Value | undefined; words: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
};

const UNSET = "unset";

/** One of a few choices, kept in the URL by the page. */
export function FilterChoice<Value extends string>({
  label,
  options,
  value,
  onChange,
}: FilterChoiceProps<Value>) {
  return (
    <SegmentedControl
      aria-label={label}
      styles={{ label: { padding: "8px 12px" } }}
      data={options.map((option) => ({ value: option.value ?? UNSET, label: option.words }))}
      value={value ?? UNSET}
      onChange={(chosen) => onChange(options.find((option) => (option.value ?? UNSET) === chosen)?.value)}
    />
  );
}
