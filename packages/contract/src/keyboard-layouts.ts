/*
 * The characters of keyboard layouts, without and with Shift: the digit row, then the three letter rows, in the
 * order of the keys of a US keyboard. Only the characters that occur in ticket codes have to be right: letters,
 * digits and the dash.
 */

type Rows = readonly [figures: string, upper: string, home: string, lower: string];

/** A keyboard layout; rows that are left out equal those of the US layout. */
interface Layout {
  readonly plain: Rows;
  readonly shifted: Rows;
}

const US: Layout = {
  plain: ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"],
  shifted: ["!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>?"],
};

function layout(
  plain: Rows,
  shiftedFigures: string,
  shiftedLast?: readonly [string, string, string],
): Layout {
  const [, upper, home, lower] = plain;
  const [u, h, l] = shiftedLast ?? [upper.toUpperCase(), home.toUpperCase(), lower.toUpperCase()];
  return { plain, shifted: [shiftedFigures, u, h, l] };
}

/** All layouts except the US one, which scanners emulate by default. */
const OTHERS: readonly Layout[] = [
  // German and Austrian, Swiss, Hungarian, Croatian with Slovenian and Serbian, Czech, Slovak.
  layout(["1234567890ß´", "qwertzuiopü+", "asdfghjklöä", "yxcvbnm,.-"], '!"§$%&/()=?`', [
    "QWERTZUIOPÜ*",
    "ASDFGHJKLÖÄ",
    "YXCVBNM;:_",
  ]),
  layout(["1234567890'^", "qwertzuiopü¨", "asdfghjklöä", "yxcvbnm,.-"], '+"*ç%&/()=?`', [
    "QWERTZUIOPè!",
    "ASDFGHJKLéà",
    "YXCVBNM;:_",
  ]),
  layout(["123456789öüó", "qwertzuiopőú", "asdfghjkléá", "yxcvbnm,.-"], "'\"+!%/=()ÖÜÓ", [
    "QWERTZUIOPŐÚ",
    "ASDFGHJKLÉÁ",
    "YXCVBNM?:_",
  ]),
  layout(["1234567890'+", "qwertzuiopšđ", "asdfghjklčć", "yxcvbnm,.-"], '!"#$%&/()=?*', [
    "QWERTZUIOPŠĐ",
    "ASDFGHJKLČĆ",
    "YXCVBNM;:_",
  ]),
  layout(["+ěščřžýáíé=´", "qwertzuiopú)", "asdfghjklů§", "yxcvbnm,.-"], "1234567890%ˇ", [
    "QWERTZUIOP/(",
    'ASDFGHJKL"!',
    "YXCVBNM?:_",
  ]),
  layout(["+ľščťžýáíé=´", "qwertzuiopúä", "asdfghjklô§", "yxcvbnm,.-"], "1234567890%ˇ", [
    "QWERTZUIOP/(",
    'ASDFGHJKL"!',
    "YXCVBNM?:_",
  ]),
  // Czech and Slovak with QWERTY.
  layout(["+ěščřžýáíé=´", "qwertyuiopú)", "asdfghjklů§", "zxcvbnm,.-"], "1234567890%ˇ", [
    "QWERTYUIOP/(",
    'ASDFGHJKL"!',
    "ZXCVBNM?:_",
  ]),
  layout(["+ľščťžýáíé=´", "qwertyuiopúä", "asdfghjklô§", "zxcvbnm,.-"], "1234567890%ˇ", [
    "QWERTYUIOP/(",
    'ASDFGHJKL"!',
    "ZXCVBNM?:_",
  ]),
  // French, Belgian.
  layout(["&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"], "1234567890°+", [
    "AZERTYUIOP¨£",
    "QSDFGHJKLM%",
    "WXCVBN?./§",
  ]),
  layout(["&é\"'(§è!çà)-", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:="], "1234567890°_", [
    "AZERTYUIOP¨*",
    "QSDFGHJKLM%",
    "WXCVBN?./+",
  ]),
  // Italian, Spanish, Portuguese; the Nordic countries and Estonia, Iceland; Dutch, Turkish, Lithuanian.
  layout(["1234567890'ì", "qwertyuiopè+", "asdfghjklòà", "zxcvbnm,.-"], '!"£$%&/()=?^', [
    "QWERTYUIOPé*",
    "ASDFGHJKLç°",
    "ZXCVBNM;:_",
  ]),
  layout(["1234567890'¡", "qwertyuiop`+", "asdfghjklñ´", "zxcvbnm,.-"], '!"·$%&/()=?¿', [
    "QWERTYUIOP^*",
    "ASDFGHJKLÑ¨",
    "ZXCVBNM;:_",
  ]),
  layout(["1234567890'«", "qwertyuiop+´", "asdfghjklçº", "zxcvbnm,.-"], '!"#$%&/()=?»', [
    "QWERTYUIOP*`",
    "ASDFGHJKLÇª",
    "ZXCVBNM;:_",
  ]),
  layout(["1234567890+´", "qwertyuiopå¨", "asdfghjklöä", "zxcvbnm,.-"], '!"#¤%&/()=?`', [
    "QWERTYUIOPÅ^",
    "ASDFGHJKLÖÄ",
    "ZXCVBNM;:_",
  ]),
  layout(["1234567890ö-", "qwertyuiopð'", "asdfghjklæ´", "zxcvbnm,.þ"], '!"#$%&/()=Ö_', [
    "QWERTYUIOPÐ?",
    "ASDFGHJKLÆ´",
    "ZXCVBNM;:Þ",
  ]),
  layout(["1234567890/°", "qwertyuiop¨*", "asdfghjkl+´", "zxcvbnm,.-"], "!\"#$%&_()'?~", [
    "QWERTYUIOP^|",
    "ASDFGHJKL±`",
    "ZXCVBNM;:=",
  ]),
  layout(["1234567890*-", "qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç."], "!'^+%&/()=?_", [
    "QWERTYUIOPĞÜ",
    "ASDFGHJKLŞİ",
    "ZXCVBNMÖÇ:",
  ]),
  layout(["ąčęėįšųū90-ž", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"], "ĄČĘĖĮŠŲŪ()_Ž", [
    "QWERTYUIOP{}",
    'ASDFGHJKL:"',
    "ZXCVBNM<>?",
  ]),
  // Russian, Ukrainian, Greek, Hebrew; Dvorak.
  layout(["1234567890-=", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю."], '!"№;%:?*()_+'),
  layout(["1234567890-=", "йцукенгшщзхї", "фівапролджє", "ячсмитьбю."], '!"№;%:?*()_+'),
  layout(["1234567890-=", ";ςερτυθιοπ[]", "ασδφγηξκλ΄'", "ζχψωβνμ,./"], "!@#$%^&*()_+", [
    ":΅ΕΡΤΥΘΙΟΠ{}",
    'ΑΣΔΦΓΗΞΚΛ¨"',
    "ΖΧΨΩΒΝΜ<>?",
  ]),
  layout(["1234567890-=", "/'קראטוןםפ][", "שדגכעיחלךף,", "זסבהנמצתץ."], "!@#$%^&*)(_+", [
    "QWERTYUIOP}{",
    'ASDFGHJKL:"',
    "ZXCVBNM><?",
  ]),
  layout(["1234567890[]", "',.pyfgcrl/=", "aoeuidhtns-", ";qjkxbmwvz"], "!@#$%^&*(){}", [
    '"<>PYFGCRL?+',
    "AOEUIDHTNS_",
    ":QJKXBMWVZ",
  ]),
];

type Translation = ReadonlyMap<string, string>;

/**
 * Maps what a computer with this layout receives from a scanner that emulates a US keyboard back to what was
 * scanned. By key and regardless of Shift, because Caps Lock differs between systems.
 */
function toUs({ plain, shifted }: Layout): Translation {
  const translation = new Map<string, string>();
  const meant = [...US.plain.join("")];
  for (const printed of [plain, shifted]) {
    for (const [key, sign] of [...printed.join("")].entries()) {
      if (!translation.has(sign)) translation.set(sign, meant[key] ?? sign);
    }
  }
  return translation;
}

/** The reverse: the scanner emulates this layout and the computer has a US one. */
function fromUs({ plain, shifted }: Layout): Translation {
  const signs = (rows: Rows) => [...rows.join("")];
  const pairs = [
    [signs(US.plain), signs(plain)],
    [signs(US.shifted), signs(shifted)],
  ] as const;
  return new Map(
    pairs.flatMap(([printed, meant]) => printed.map((sign, key) => [sign, meant[key] ?? sign] as const)),
  );
}

const TRANSLATIONS: readonly Translation[] = OTHERS.flatMap((other) => [toUs(other), fromUs(other)]);

/** What a text may have been if a scanner typed it with another keyboard layout than the computer's. */
export function readingsByLayout(text: string): string[] {
  const letters = [...text];
  const readings = TRANSLATIONS.map((meant) => letters.map((letter) => meant.get(letter) ?? letter).join(""));
  return [...new Set(readings)].filter((reading) => reading !== text);
}
