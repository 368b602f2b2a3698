/**
 * Letters without a Unicode decomposition, and how they are commonly typed on keyboards without them. Letters
 * with marks (é, ü, ş, ё) are not listed: normalization separates the mark.
 */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  a: "ᴀᶏⱥɑɐ",
  b: "ƀƃɓʙᵬᶀꞗ",
  c: "ƈȼɕᴄꞓꞔ",
  d: "ðđƌȡɖɗᴅᵭᶁᶑ",
  e: "əǝɛɇᴇᶒⱸ",
  f: "ƒᵮᶂꜰꞙ",
  g: "ɡɣǥɠɢʛᶃꞡ",
  h: "ħɦʜⱨꞕ",
  i: "ıɨɩɪᶖ",
  j: "ȷɉɟʄʝᴊ",
  k: "ĸƙᴋᶄⱪꝁꝃꝅꞣ",
  l: "łƚȴɫɬɭʟᴌᶅⱡꝉꞎ",
  m: "ɱᴍᵯᶆ",
  n: "ŋƞȵɲɳɴᵰᶇꞑꞥ",
  o: "øɔɵᴏⱺꝋꝍ",
  p: "ƥᴘᵱᵽᶈꝑꝓꝕ",
  q: "ɋʠꝗꝙ",
  r: "ɍɼɽɾʀᵲᵳᶉꞧ",
  s: "ʃȿʂᵴᶊꜱꞩ",
  t: "ŧƫƭȶʈᴛᵵⱦ",
  u: "ʉɯᴜᶙꞹ",
  v: "ʋᴠᶌⱱⱴꝟ",
  w: "ᴡⱳ",
  x: "ᶍ",
  y: "ƴɏʏỿ",
  z: "ʒƶȥɀʐʑᴢᵶᶎⱬ",
  ae: "æᴁ",
  oe: "œɶ",
  ss: "ß",
  th: "þ",
  // Greek's form of sigma at the end of words.
  σ: "ς",
  г: "ґ",
  // Arabic letters as typed on Persian and Urdu keyboards, and letters with interchangeable spellings.
  ا: "ٱ",
  ي: "ىی",
  ك: "ک",
  ه: "ةۀەہھ",
};

/** Signs that keyboards and programs substitute for each other. */
const PLAIN_SIGNS: Readonly<Record<string, string>> = {
  "'": "`´‘’‚‛′‵ʹʻʼʽʾʿˈˊˋ׳ꞌ＇｀",
  "-": "\u00ad‐‑‒–—―⁃−﹣－⸺⸻־゠",
  '"': "“”„‟«»″‶״〝〞〟＂",
};

function inverted(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([plain, others]) => [...others].map((other) => [other, plain] as const)),
  );
}

/** Maps a letter to its plain form. */
export const plainLetters = inverted(PLAIN_LETTERS);
/** Maps a sign to its plain form. */
export const plainSigns = inverted(PLAIN_SIGNS);
