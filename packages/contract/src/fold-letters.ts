/**
 * Letters that Unicode does not take apart and that people who lack them on their keyboard write in another way.
 * Marks (é, ü, ş, ё) are not here: normalization separates them from their letter.
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
  // Greek's second form of a letter at the end of words.
  σ: "ς",
  г: "ґ",
  // Arabic as typed on Persian and Urdu keyboards, and letters that are written either way.
  ا: "ٱ",
  ي: "ىی",
  ك: "ک",
  ه: "ةۀەہھ",
};

/** Signs that keyboards and programs put in place of one another. */
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

/** Letter to plain letters. */
export const plainLetters = inverted(PLAIN_LETTERS);
/** Sign to plain sign. */
export const plainSigns = inverted(PLAIN_SIGNS);
