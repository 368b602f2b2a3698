/** In bytes of UTF-8: file systems allow 255, and browsers append a suffix to duplicates. */
const MAX_NAME_BYTES = 200;

/**
 * The header that names a downloaded file (RFC 6266): the full name in `filename*` (RFC 8187), and an ASCII
 * fallback in `filename`, which is never empty.
 */
export function attachment(filename: string): string {
  const name = kept(filename);
  const plain = inAscii(name);
  const named = `attachment; filename="${plain}"`;
  return plain === name ? named : `${named}; filename*=UTF-8''${encoded(name)}`;
}

/** Without characters that file systems reject or treat as separators, and bounded in length. */
function kept(filename: string): string {
  const dot = filename.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [filename.slice(0, dot), filename.slice(dot)] : [filename, ""];
  const safe = stem
    .normalize("NFC")
    .replace(/[/\\:*?"<>|\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, "-")
    .replace(/\s+/gu, " ");
  let short = "";
  for (const letter of safe) {
    if (Buffer.byteLength(short + letter) > MAX_NAME_BYTES) break;
    short += letter;
  }
  return `${short.replace(/^[\s.]+|[\s.]+$/gu, "") || "file"}${extension}`;
}

function inAscii(name: string): string {
  const dot = name.lastIndexOf(".");
  const stem = name.slice(0, dot).normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = stem.replace(/[^\w.]+/g, "-").replace(/^-+|-+$/g, "");
  return `${plain || "file"}${name.slice(dot).replace(/[^\w.]/g, "")}`;
}

/** The `ext-value` of RFC 8187: `encodeURIComponent` leaves four characters that it does not allow. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
