/** The package ships no types. */
declare module "punycode.js" {
  const punycode: {
    /** Decodes the `xn--` labels of a domain; throws a RangeError for invalid ones. */
    toUnicode(domain: string): string;
  };
  export default punycode;
}
