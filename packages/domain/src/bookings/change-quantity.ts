import type { ChangeQuantityInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import type { BookingAnswer } from "./booking-view.js";

export async function changeQuantity(_: Foyer, __: Actor, ___: ChangeQuantityInput): Promise<BookingAnswer> {
  throw new Error("To come.");
}
