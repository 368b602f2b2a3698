/** The web app's HTML, with a placeholder for each page's head. */
export interface PageTemplate {
  /** @param head elements of a head, as HTML */
  withHead(head: string): string;
}

/** The placeholder's default content is for Vite's development server. */
const GAP = /<!--page-head[^>]*-->[\s\S]*?<!--\/page-head-->/;

/** @throws Error if the page has no placeholder */
export function readTemplate(html: string): PageTemplate {
  const gap = GAP.exec(html);
  if (gap === null) throw new Error("The web app's index.html has no place for a page's head.");
  const before = html.slice(0, gap.index);
  const after = html.slice(gap.index + gap[0].length);
  return { withHead: (head) => `${before}${head}${after}` };
}
