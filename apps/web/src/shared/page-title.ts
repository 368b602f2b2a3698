import { useDocumentTitle } from "@mantine/hooks";

/** Names the page in the tab and the history; undefined while it is not known yet. */
export function usePageTitle(title: string | undefined) {
  useDocumentTitle(title === undefined ? "Foyer" : `${title} · Foyer`);
}
