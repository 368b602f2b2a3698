// Facts about the query engine that Prisma 6.19.3 needs. See docs/decisions/0001-prisma-6-and-its-engine.md.

/** The engine's source commit, which Prisma's own packages name too. */
export const ENGINE_COMMIT = "c2990dca591cba766e3b7ef5d9e8a84796e47ab7";

/** SHA-256 by Prisma's name for the platform, where known. For others Prisma's downloader checks its published hash. */
export const KNOWN_SHA256 = {
  "debian-openssl-3.0.x": "a2924eab1c78a0a7bb67edac5738939fa10589ef073af5542f53812a22e4a7d8",
};

/** An npm package that contains the same file, bit for bit. */
export const ENGINE_IN_NPM = {
  target: "debian-openssl-3.0.x",
  spec: "@fonoster/identity@0.18.2",
  sha512: "sha512-wYa8m0ASE5UVXWkCjwlmajLucCHbAIYtvz2lJ7m7f7884ZCuet0l3Y79pGM7V6V8wZ8zXWjD9KYAPBse8rrJhQ==",
  file: "package/dist/generated/@prisma/client/libquery_engine-debian-openssl-3.0.x.so.node",
};
