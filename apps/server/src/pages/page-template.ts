/** The web app's page, with a gap where the head of each page goes. */
export interface PageTemplate {
  /** @param head elements of a head, as HTML */
  withHead(head: string): string;
}

/** What stands between these is for when nobody fills it: Vite's own server. */
const GAP = /<!--page-head[^>]*-->[\s\S]*?<!--\/page-head-->/;

/** @throws Error when the page has no gap */
export function readTemplate(html: string): PageTemplate {
  const gap = GAP.exec(html);
  if (gap === null) throw new Error("The web app's index.html has no place for a page's head.");
  const before = html.slice(0, gap.index);
  const after = html.slice(gap.index + gap[0].length);
  return { withHead: (head) => `${before}${head}${after}` };
}
