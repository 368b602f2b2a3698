import type { Page } from "playwright-core";

/** The most of the window's height that what sticks to it may cover. */
const MOST_COVERED = 0.5;

/** What keeps a page from being read where there is little room for it, in words; empty where all is well. */
export async function layoutFindings(page: Page): Promise<string[]> {
  return [...(await page.evaluate(findings)), ...(await covered(page))];
}

/** How much of the window bars cover when the page is scrolled to its middle. */
async function covered(page: Page): Promise<string[]> {
  const share = await page.evaluate(() => {
    window.scrollTo(0, (document.documentElement.scrollHeight - window.innerHeight) / 2);
    const bars = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
      const { position } = getComputedStyle(element);
      const { top, bottom, width } = element.getBoundingClientRect();
      const isStuck =
        position === "fixed" || (position === "sticky" && (top <= 1 || bottom >= innerHeight - 1));
      return isStuck && width > innerWidth / 2 && bottom > 0 && top < innerHeight;
    });
    const heights = bars
      .filter((bar) => !bars.some((other) => other !== bar && other.contains(bar)))
      .map((bar) => {
        const { top, bottom } = bar.getBoundingClientRect();
        return Math.min(bottom, innerHeight) - Math.max(top, 0);
      });
    window.scrollTo(0, 0);
    return heights.reduce((sum, height) => sum + height, 0) / innerHeight;
  });
  return share > MOST_COVERED ? [`bars cover ${Math.round(share * 100)} % of the window`] : [];
}

/** Runs in the page: what sticks out sideways, lines that lie over others, labels that are cut off. */
function findings(): string[] {
  const found: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    // The innermost of what sticks out, but for what can be scrolled by itself.
    const scrolls = (element: Element): boolean =>
      /auto|scroll|hidden/.test(getComputedStyle(element).overflowX) ||
      (element.parentElement !== null &&
        element.parentElement !== document.body &&
        scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].findLast(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !scrolls(element),
    );
    found.push(
      `scrolls sideways by ${scrollWidth - clientWidth} px: ${wide?.tagName} ${wide?.textContent?.slice(0, 40)}`,
    );
  }
  for (const label of document.querySelectorAll<HTMLElement>(".mantine-Button-label")) {
    const button = label.closest("button, a");
    const { right } = label.getBoundingClientRect();
    const isCut = button !== null && right > button.getBoundingClientRect().right + 1;
    if (isCut || label.scrollWidth > label.clientWidth + 1)
      found.push(`a label is cut off: ${label.textContent}`);
  }

  // Every line of text with its box; what is only there for screen readers, and what lies in a bar, is left out.
  const lines: { owner: Element; box: DOMRect; text: string }[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const owner = node.parentElement;
    if (owner === null || !node.textContent?.trim() || owner.closest(".heard, svg, script, .skip")) continue;
    if (!owner.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const isInBar = (function inBar(element: Element | null): boolean {
      if (element === null) return false;
      return /sticky|fixed/.test(getComputedStyle(element).position) || inBar(element.parentElement);
    })(owner);
    if (isInBar) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1)
        lines.push({ owner, box, text: node.textContent.trim().slice(0, 30) });
    }
  }
  for (const [index, line] of lines.entries()) {
    for (const other of lines.slice(index + 1)) {
      const across = Math.min(line.box.right, other.box.right) - Math.max(line.box.left, other.box.left);
      const down = Math.min(line.box.bottom, other.box.bottom) - Math.max(line.box.top, other.box.top);
      // Boxes of lines may touch: a font's is a little higher than what it draws.
      const isOver = across > 2 && down > 0.35 * Math.min(line.box.height, other.box.height);
      if (isOver) found.push(`“${line.text}” lies over “${other.text}”`);
    }
  }
  return [...new Set(found)];
}
