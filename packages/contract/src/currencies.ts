/**
 * The decimals of each currency, from ISO 4217's list of 2026-01-01. Runtimes disagree about them, between each
 * other and between versions, so an amount stored by one could be read a hundred times too large by another
 * (decision 0028).
 *
 * Codes without a minor unit (metals, units of account, `XTS`, `XXX`) are left out: nothing can be priced in
 * them.
 */
const CODES_BY_DECIMALS: readonly (readonly [decimals: number, codes: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [
    2,
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW " +
      "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF " +
      "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK " +
      "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP " +
      "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG " +
      "YER ZAR ZMW ZWG",
  ],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];

const DECIMALS: ReadonlyMap<string, number> = new Map(
  CODES_BY_DECIMALS.flatMap(([decimals, codes]) => codes.split(" ").map((code) => [code, decimals] as const)),
);

/** Withdrawn codes, which older events may have. All of those that were ever accepted here had two decimals. */
const DECIMALS_OF_OTHERS = 2;

/** The ISO 4217 codes of all currencies that an event can be priced in, in alphabetical order. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].sort();

export function isCurrency(code: string): boolean {
  return DECIMALS.has(code);
}

/**
 * The number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD.
 *
 * @param currencyCode ISO 4217, upper case
 */
export function fractionDigits(currencyCode: string): number {
  return DECIMALS.get(currencyCode) ?? DECIMALS_OF_OTHERS;
}
