import { defineConfig } from "vite";

// The page and the API from one address, so that no other site has to be allowed. In production a proxy does the same.
const proxy = { "/trpc": { target: process.env.FOYER ?? "http://localhost:3000", changeOrigin: true } };

export default defineConfig({ server: { proxy }, preview: { proxy } });
