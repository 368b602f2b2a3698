import { createRequire } from "node:module";
import { readTypeface, type Typeface } from "./typeface.js";

/**
 * The fonts of covers, the web app's first. All come with packages, so that covers do not depend on system fonts.
 */
export interface CoverFonts {
  /** For names, in order of preference. */
  readonly headline: readonly Typeface[];
  /** For date and place. */
  readonly text: readonly Typeface[];
  readonly files: readonly string[];
}

const require = createRequire(import.meta.url);

let fonts: CoverFonts | undefined;

/** Loads the fonts when the first cover is drawn. */
export function coverFonts(): CoverFonts {
  fonts ??= readFonts();
  return fonts;
}

function readFonts(): CoverFonts {
  const fraunces = readTypeface(
    require.resolve("@expo-google-fonts/fraunces/600SemiBold/Fraunces_600SemiBold.ttf"),
    "Fraunces",
    600,
  );
  const inter = readTypeface(
    require.resolve("@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf"),
    "Inter",
    500,
  );
  const interBold = readTypeface(
    require.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
    "Inter",
    600,
  );
  const arabic = readTypeface(
    require.resolve("@expo-google-fonts/noto-sans-arabic/600SemiBold/NotoSansArabic_600SemiBold.ttf"),
    "Noto Sans Arabic",
    600,
  );
  const hebrew = readTypeface(
    require.resolve("@expo-google-fonts/noto-sans-hebrew/600SemiBold/NotoSansHebrew_600SemiBold.ttf"),
    "Noto Sans Hebrew",
    600,
  );
  return {
    headline: [fraunces, interBold, arabic, hebrew],
    text: [inter, arabic, hebrew],
    files: [fraunces, inter, interBold, arabic, hebrew].map(({ file }) => file),
  };
}
