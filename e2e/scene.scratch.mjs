import { createFoyerClient } from "@foyer/client";
const url = "http://localhost:4322/trpc";
const login = async (email) => {
  const s = await createFoyerClient({ url }).user.login.mutate({ email, password: "a-seat-for-everyone", transport: "bearer" });
  return createFoyerClient({ url, sessionToken: () => s.sessionToken });
};
const mara = await login("mara@foyer.example");
const names = ["ines","tomasz","aiko","samira","ruben","noor","clara","mateo","ailsa"];
const people = Object.fromEntries(await Promise.all(names.map(async n => [n, await login(`${n}@foyer.example`)])));
const { items } = await mara.event.mine.query({ limit: 50 });
const find = (part) => items.find((e) => e.name.includes(part));
const lantern = find("Lantern");
let { items: books } = await mara.event.attendees.query({ eventId: lantern.id, limit: 50, status: "confirmed" });
for (const b of books.slice(0, 3)) await mara.booking.markPaid.mutate({ id: b.id });
await mara.booking.cancel.mutate({ id: books[0].id, reason: "Row C is closed for repairs" });
const codes = [];
for (const b of books.slice(1, 5)) codes.push(...(await mara.booking.tickets.query({ id: b.id })).map(t => t.code));
for (const c of codes.slice(0, 4)) await mara.booking.checkIn.mutate({ eventId: lantern.id, code: c, scanId: "s" + c });
const free = names.filter(n => true);
let used = 0;
for (const n of free) {
  try {
    const b = await people[n].booking.create.mutate({ eventId: lantern.id, ticketQuantity: 2, paymentMethod: "credit_card" });
    used++;
    if (used === 1) { await people[n].booking.pay.mutate({ id: b.id, paymentMethod: "credit_card", paymentToken: "tok_refund_fails" }); await people[n].booking.cancel.mutate({ id: b.id, reason: "I am ill" }); }
    else if (used === 2) { await people[n].booking.pay.mutate({ id: b.id, paymentMethod: "credit_card", paymentToken: "tok_ok" }); await people[n].booking.cancel.mutate({ id: b.id, reason: "Another time" }); }
    else break;
  } catch (e) { console.log(n, e.message); }
}
const doll = find("Doll");
for (const n of ["ines","mateo","ailsa","clara"]) try { await people[n].waitlist.join.mutate({ eventId: doll.id, ticketQuantity: 2 }); } catch (e) { console.log(n, e.message); }
const gone = await mara.event.create.mutate({ name: "Open Air on the Roof", description: "Called off.", venue: "Dachgarten, Berlin", dateTime: new Date(Date.now()+20*864e5), timeZone: "Europe/Berlin", capacity: 40, price: 2500, currency: "EUR", category: "Music" });
for (const n of names.slice(0, 6)) { const b = await people[n].booking.create.mutate({ eventId: gone.id, ticketQuantity: 2, paymentMethod: "paypal" }); await people[n].booking.pay.mutate({ id: b.id, paymentMethod: "paypal", paymentToken: "tok_ok" }); }
await mara.event.cancel.mutate({ id: gone.id, reason: "The storm tore the roof's awning down, and it cannot be mended in time." });
console.log(JSON.stringify({ lantern: lantern.id, doll: doll.id, gone: gone.id, codes }));
