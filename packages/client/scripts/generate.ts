// Writes what is made of the router: the type of the API that the client is compiled with, and its part of the report.
import { mkdirSync, writeFileSync } from "node:fs";
import { CODES_OF_EVERY_CALL, PROCEDURE_CODES } from "@foyer/contract/procedure-codes";
import { declareRouter } from "./declare-router.ts";
import { readRouter } from "./read-router.ts";
import { reportProcedures } from "./report.ts";

const folder = new URL("../generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
const router = readRouter();
writeFileSync(new URL("app-router.d.ts", folder), declareRouter(router));
const codes = { ofEveryCall: CODES_OF_EVERY_CALL, byPath: PROCEDURE_CODES };
writeFileSync(new URL("procedures.md", folder), reportProcedures(router, codes));
