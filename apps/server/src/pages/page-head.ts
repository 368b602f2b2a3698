import { isolated } from "@foyer/contract/characters";

/** A picture for link previews. */
interface PreviewImage {
  readonly url: string;
  readonly alt: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a page is about, for whoever does not run its scripts: search engines, link previews, `curl`. */
export interface PageHead {
  /** Without the name of the app; undefined where the page itself finds out what it shows. */
  readonly title: string | undefined;
  readonly description: string;
  /** The page's own address; undefined keeps search engines from listing it. */
  readonly canonical: string | undefined;
  readonly image?: PreviewImage | undefined;
  /** A schema.org description. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const APP_NAME = "Foyer";

/** As the web app names its pages in the tab. */
function fullTitle(title: string | undefined): string {
  return title === undefined ? APP_NAME : `${isolated(title)} · ${APP_NAME}`;
}

/**
 * The head's elements as HTML. Those with `data-page` are about this page alone: the web app takes them away when its
 * reader goes to another one.
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

/** For text and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * JSON that may stand in a script element: nothing in it ends the element or opens a comment. It is data and is not
 * run, so the policy for scripts has no say in it.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
