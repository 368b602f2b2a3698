import { useDocumentTitle } from "@mantine/hooks";

/** Sets the document title; undefined while it is not known yet. */
export function usePageTitle(title: string | undefined) {
  useDocumentTitle(title === undefined ? "Foyer" : `${title} · Foyer`);
}
