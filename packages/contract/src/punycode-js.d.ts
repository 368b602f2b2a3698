/** The package has no types of its own. */
declare module "punycode.js" {
  const punycode: {
    /** Turns the `xn--` labels of a domain into what they stand for; throws a RangeError for ones that stand for nothing. */
    toUnicode(domain: string): string;
  };
  export default punycode;
}
