import { z } from "zod";
import { isCurrency } from "./currencies.js";

/** An ISO 4217 code, upper-cased. */
export const currency = z.string().length(3).toUpperCase().refine(isCurrency, "This is not a currency.");

/** An amount in minor units (cents): a whole number, never negative. */
export const minorUnits = z.int().min(0);
