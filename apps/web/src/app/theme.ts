import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const curtain: MantineColorsTuple = [
  "#fbecee",
  "#f5d3d8",
  "#eba7b1",
  "#f28b9b",
  "#e0677b",
  "#d24a62",
  "#c8354f",
  "#9f1d35",
  "#861428",
  "#6b0f20",
];
const brass: MantineColorsTuple = [
  "#faf3e4",
  "#f2e4c4",
  "#e8d09b",
  "#dcb873",
  "#d0a85c",
  "#c2984a",
  "#b58a3c",
  "#96702c",
  "#79591a",
  "#5c430f",
];
const warmGray: MantineColorsTuple = [
  "#f6f2eb",
  "#efe9df",
  "#e5ddd1",
  "#ddd3c5",
  "#c4b8a8",
  "#8f8375",
  "#625950",
  "#57504a",
  "#38322d",
  "#1c1917",
];
const warmDark: MantineColorsTuple = [
  "#f3ece2",
  "#d9d0c4",
  "#b8aea2",
  "#857a6e",
  "#3d3630",
  "#2f2924",
  "#211d1a",
  "#171412",
  "#12100e",
  "#0d0b0a",
];

export const theme = createTheme({
  white: "#fffdfa",
  black: "#1c1917",
  colors: { curtain, brass, gray: warmGray, dark: warmDark },
  primaryColor: "curtain",
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "var(--foyer-sans)",
  headings: { fontFamily: "var(--foyer-sans)", fontWeight: "600", textWrap: "balance" },
  defaultRadius: 6,
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // 16 px text keeps phones from zooming in on focused fields; 44 px is the size of a touch target.
    Anchor: { defaultProps: { underline: "always" } },
    Button: { defaultProps: { size: "md" }, styles: { label: { textWrap: "balance" } } },
    SegmentedControl: { styles: { root: { flexWrap: "wrap" }, label: { whiteSpace: "normal" } } },
    InputWrapper: { defaultProps: { size: "md" } },
    Input: { defaultProps: { size: "md" } },
    // User input has its own text direction.
    TextInput: { defaultProps: { attributes: { input: { dir: "auto" } } } },
    Textarea: { defaultProps: { attributes: { input: { dir: "auto" } } } },
    Autocomplete: { defaultProps: { attributes: { input: { dir: "auto" }, option: { dir: "auto" } } } },
    Menu: {
      // The placeholder is a child that is not allowed in menus.
      defaultProps: { transitionProps: { duration: 120 }, shadow: "md", withInitialFocusPlaceholder: false },
      styles: { item: { minHeight: 44, fontSize: "1rem" } },
    },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 150 },
        centered: true,
        // Room for two buttons side by side, one of which says what it does for how much.
        size: 480,
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: {
        // In the dark scheme its shadow does not set it off from the page.
        content: { border: "1px solid var(--foyer-line)" },
        title: { fontWeight: 600, fontSize: "1.25rem", lineHeight: 1.3, overflowWrap: "anywhere" },
      },
    },
  },
});

/** Maps Mantine's CSS variables to Foyer's, so that all colours are defined in tokens.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--foyer-paper)",
    "--mantine-color-text": "var(--foyer-ink)",
    "--mantine-color-bright": "var(--foyer-ink)",
    "--mantine-color-dimmed": "var(--foyer-ink-soft)",
    "--mantine-color-placeholder": "var(--foyer-ink-soft)",
    "--mantine-color-error": "var(--foyer-red-text)",
    "--mantine-color-anchor": "var(--foyer-ink)",
    "--mantine-color-gray-light-color": "var(--foyer-ink)",
    "--mantine-color-gray-light-hover": "var(--foyer-sunken)",
    "--mantine-color-red-outline": "var(--foyer-red-text)",
    "--mantine-color-red-outline-hover": "var(--foyer-sunken)",
    "--mantine-color-default": "var(--foyer-surface)",
    "--mantine-color-default-hover": "var(--foyer-sunken)",
    "--mantine-color-default-color": "var(--foyer-ink)",
    "--mantine-color-default-border": "var(--foyer-control-line)",
    "--mantine-color-curtain-text": "var(--foyer-curtain-text)",
    "--mantine-primary-color-filled": "var(--foyer-curtain)",
    "--mantine-primary-color-filled-hover": "var(--foyer-curtain-hover)",
    "--mantine-color-curtain-filled": "var(--foyer-curtain)",
    "--mantine-color-curtain-filled-hover": "var(--foyer-curtain-hover)",
  };
  return { variables: {}, light: both, dark: both };
};
