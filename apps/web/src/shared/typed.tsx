/** User input within other text, isolated so that its direction does not affect the surroundings. */
export function Typed({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
