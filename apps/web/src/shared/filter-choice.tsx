import { SegmentedControl } from "@mantine/core";

type FilterChoiceProps<Value extends string> = {
  label: string;
  /** The options; the one without a value is the default, which the URL omits. */
  options: readonly { value: Value | undefined; words: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
};

const UNSET = "unset";

/** A select whose value is in the URL. */
export function FilterChoice<Value extends string>({
  label,
  options,
  value,
  onChange,
}: FilterChoiceProps<Value>) {
  return (
    <SegmentedControl
      aria-label={label}
      // Five choices fit a phone.
      styles={{ label: { padding: "8px clamp(5px, 1.6vw, 12px)" } }}
      data={options.map((option) => ({ value: option.value ?? UNSET, label: option.words }))}
      value={value ?? UNSET}
      onChange={(chosen) => onChange(options.find((option) => (option.value ?? UNSET) === chosen)?.value)}
    />
  );
}
