// Who may import whom. Imports run one way: web -> client -> (types of) router -> domain -> db, contract below all.

/**
 * @typedef {object} Rule
 * @property {readonly string[]} may packages of ours that its code may import
 * @property {readonly string[]} [types] packages of anybody of which it may import types alone
 * @property {readonly string[]} [tests] those that its tests may import besides
 * @property {readonly string[]} [never] packages of others that its code may not import, with all that begin so
 * @property {readonly string[]} [except] exact specifiers that `types` and `never` do not mean
 * @property {readonly string[]} [only] the only packages of others that its code may import
 * @property {true} [environment] whether its code may read process.env
 */

const everything = [
  "@foyer/client",
  "@foyer/contract",
  "@foyer/db",
  "@foyer/domain",
  "@foyer/embedded-mongodb",
  "@foyer/router",
];

/** @type {Record<string, Rule>} */
export const importRules = {
  "packages/contract": { may: [], only: ["zod", "temporal-polyfill", "punycode.js"] },
  "packages/db": {
    may: ["@foyer/contract"],
    tests: ["@foyer/embedded-mongodb"],
    never: ["@trpc/", "fastify", "@fastify/", "react"],
  },
  "packages/domain": {
    may: ["@foyer/contract", "@foyer/db"],
    tests: ["@foyer/embedded-mongodb"],
    never: ["@trpc/", "fastify", "@fastify/", "react"],
  },
  "packages/router": {
    may: ["@foyer/contract", "@foyer/domain"],
    tests: ["@foyer/db", "@foyer/embedded-mongodb"],
    never: ["fastify", "@fastify/", "react", "@prisma/"],
  },
  "packages/client": {
    may: ["@foyer/contract"],
    types: ["@foyer/router", "@trpc/server"],
    tests: everything,
    never: ["@trpc/server", "fastify", "@fastify/", "@prisma/"],
    // tRPC keeps what links are made of there; no server comes with it.
    except: ["@trpc/server/observable"],
  },
  // Its cache folder is found by the environment's usual variables.
  "packages/embedded-mongodb": { may: [], environment: true },
  "apps/web": {
    may: ["@foyer/client", "@foyer/contract"],
    never: ["fastify", "@fastify/", "@prisma/", "lucia", "node:"],
  },
  "apps/server": { may: everything, environment: true },
  bench: { may: everything, environment: true },
  e2e: { may: everything, environment: true },
};
