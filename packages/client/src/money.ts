/** Amounts in words: they travel as whole numbers in minor units, and not every currency has two decimals. */
export { CURRENCIES, fractionDigits, isCurrency } from "@foyer/contract/currencies";
export { currencySigns, formatMoney, toDecimal } from "@foyer/contract/money";
