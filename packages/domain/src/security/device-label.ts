import bowser from "bowser";

/** A device for display: "Firefox on Linux". Programs are shown by the name in their user agent. */
export function deviceLabel(userAgent: string | null): string {
  if (userAgent === null || userAgent === "") return "Unknown device";
  const parser = bowser.getParser(userAgent);
  const [browser, system] = [parser.getBrowserName(), parser.getOSName()];
  if (browser !== "" && system !== "") return `${browser} on ${system}`;
  if (browser !== "") return browser;
  return userAgent.split(/[\s/]/, 1)[0] || "Unknown device";
}
