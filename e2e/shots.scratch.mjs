import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const lines = readFileSync("/tmp/web2/scene.json", "utf8").trim().split("\n");
const scene = JSON.parse(lines.at(-1));
const only = process.argv[2];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--no-first-run","--disable-background-networking","--disable-dev-shm-usage"] });
const L = `/manage/${scene.lantern}`, G = `/manage/${scene.gone}`;
const stops = {
  manage: ["/manage"], overview: [L], attendees: [`${L}/attendees`], refunds: [`${L}/refunds`], log: [`${L}/log`],
  cancelled: [G], cancelledEdit: [`${G}/edit`],
  overviewTable: [L, async p => { await p.getByRole("button", { name: "Show as a table" }).click(); }],
  cancelDialog: [L, async p => { await p.getByRole("button", { name: "This event" }).click(); await p.getByRole("menuitem", { name: "Cancel event" }).click(); await p.getByLabel("Reason").waitFor(); await p.waitForTimeout(600); }],
  duplicateDialog: [L, async p => { await p.getByRole("button", { name: "This event" }).click(); await p.getByRole("menuitem", { name: "Duplicate event" }).click(); await p.waitForTimeout(500); }],
  cash: [`${L}/attendees`, async p => { await p.getByRole("button", { name: /Mark .* as paid/ }).filter({ visible: true }).first().click(); await p.waitForTimeout(500); }],
  door: [`${L}/door`],
  doorAdmitted: [`${L}/door`, async p => { await scan(p, scene.codes[6 + n++]); await p.getByText("Admitted", { exact: true }).first().waitFor(); await p.waitForTimeout(300); }],
  doorRefused: [`${L}/door`, async p => { await scan(p, scene.codes[0]); await p.getByText("Refused", { exact: true }).first().waitFor(); }],
  doorHeld: [`${L}/door`, async p => { await p.context().setOffline(true); await scan(p, scene.codes[12]); await p.getByText("Will be checked").first().waitFor(); await p.waitForTimeout(3500); }],
};
let n = 0;
async function scan(p, code) { await p.getByLabel("Ticket code").fill(code); await p.keyboard.press("Enter"); }
for (const [size, viewport] of [["phone", { width: 360, height: 780 }], ["desk", { width: 1280, height: 900 }]])
  for (const colorScheme of ["light", "dark"]) {
    const ctx = await browser.newContext({ baseURL: "http://localhost:4322", viewport, colorScheme, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
    const p = await ctx.newPage();
    p.on("console", m => m.type() === "error" && console.log(size, colorScheme, m.text()));
    p.on("pageerror", e => console.log("PAGEERROR", e.message));
    await p.goto("/sign-in");
    await p.getByLabel("Email").fill("mara@foyer.example"); await p.getByLabel("Password").fill("a-seat-for-everyone");
    await p.getByRole("main").getByRole("button", { name: "Sign in" }).click(); await p.waitForURL(u => u.pathname !== "/sign-in");
    for (const [name, [path, act]] of Object.entries(stops)) {
      if (only && !name.match(only)) continue;
      try {
        await p.goto(path); await p.waitForFunction(() => document.querySelector("main h1") && !document.querySelector("[aria-busy=true]")); await p.waitForTimeout(300);
        await act?.(p);
        await p.screenshot({ path: `/tmp/web2/shots/${name}-${size}-${colorScheme}.png`, fullPage: !/Dialog|cash/.test(name) });
      } catch (e) { console.log(name, size, e.message.split("\n")[0]); }
      await ctx.setOffline(false);
    }
    await ctx.close();
  }
await browser.close();
