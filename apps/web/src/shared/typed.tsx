/** What somebody typed, within other words: in its own direction, whatever stands around it. */
export function Typed({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
