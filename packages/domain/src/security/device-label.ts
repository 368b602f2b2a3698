import bowser from "bowser";

/** A device in words for people: "Firefox on Linux". Programs are called by what they say they are. */
export function deviceLabel(userAgent: string | null): string {
  if (userAgent === null || userAgent === "") return "Unknown device";
  const parser = bowser.getParser(userAgent);
  const [browser, system] = [parser.getBrowserName(), parser.getOSName()];
  if (browser !== "" && system !== "") return `${browser} on ${system}`;
  if (browser !== "") return browser;
  return userAgent.split(/[\s/]/, 1)[0] || "Unknown device";
}
