import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = "http://localhost:3000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/trpc": api, "/healthz": api, "/readyz": api } },
  // No data: URLs, so that a strict Content-Security-Policy needs no exception for fonts and pictures.
  build: { assetsInlineLimit: 0 },
});
