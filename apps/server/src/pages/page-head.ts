import { isolated } from "@foyer/contract/characters";

/** An image for link previews. */
interface PreviewImage {
  readonly url: string;
  readonly alt: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** A page's metadata for clients that do not run scripts: search engines, link previews, `curl`. */
export interface PageHead {
  /** Without the app's name; undefined if only the web app knows it. */
  readonly title: string | undefined;
  readonly description: string;
  /** The page's canonical URL; undefined keeps search engines from indexing it. */
  readonly canonical: string | undefined;
  readonly image?: PreviewImage | undefined;
  /** schema.org structured data. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const APP_NAME = "Foyer";

/** Like the tab titles of the web app. */
function fullTitle(title: string | undefined): string {
  return title === undefined ? APP_NAME : `${isolated(title)} · ${APP_NAME}`;
}

/**
 * The head's elements as HTML. Those with `data-page` describe this page only; the web app removes them when the
 * user navigates to another page.
 */
export function renderHead(head: PageHead): string {
  const { title, description, canonical, image, data } = head;
  const own = title ?? APP_NAME;
  return [
    `<title>${escapeHtml(fullTitle(title))}</title>`,
    meta("name", "description", description),
    ...(canonical === undefined
      ? [meta("name", "robots", "noindex")]
      : [
          `<link rel="canonical" href="${escapeHtml(canonical)}" data-page>`,
          meta("property", "og:url", canonical),
        ]),
    meta("property", "og:site_name", APP_NAME),
    meta("property", "og:type", "website"),
    meta("property", "og:title", own),
    meta("property", "og:description", description),
    ...(image === undefined ? [] : imageElements(image)),
    meta("name", "twitter:card", image === undefined ? "summary" : "summary_large_image"),
    meta("name", "twitter:title", own),
    meta("name", "twitter:description", description),
    ...(data === undefined
      ? []
      : [`<script type="application/ld+json" data-page>${scriptJson(data)}</script>`]),
  ].join("\n    ");
}

function imageElements({ url, alt, width, height }: PreviewImage): string[] {
  return [
    meta("property", "og:image", url),
    meta("property", "og:image:type", "image/png"),
    meta("property", "og:image:width", String(width)),
    meta("property", "og:image:height", String(height)),
    meta("property", "og:image:alt", alt),
    meta("name", "twitter:image", url),
    meta("name", "twitter:image:alt", alt),
  ];
}

function meta(kind: "name" | "property", name: string, content: string): string {
  return `<meta ${kind}="${name}" content="${escapeHtml(content)}" data-page>`;
}

/** Escapes for text and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * JSON for a script element: nothing in it closes the element or opens a comment. Data blocks are not executed,
 * so the content security policy does not apply to them.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
