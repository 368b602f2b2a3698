import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compression } from "vite-plugin-compression2";

/** The server takes changes only from the address it is asked at, so it must see the one in the address bar. */
const api = { target: "http://localhost:3000", changeOrigin: false };

export default defineConfig({
  // The server sends what is compressed here once, instead of compressing it for each visitor.
  plugins: [
    react(),
    compression({ algorithms: ["gzip", "brotliCompress"], include: /\.(js|css|html|svg|wasm)$/ }),
  ],
  server: { proxy: { "/trpc": api, "/files": api, "/healthz": api, "/readyz": api, "/dev/mail": api } },
  // No data: URLs, so that a strict Content-Security-Policy needs no exception for fonts and pictures.
  build: { assetsInlineLimit: 0 },
});
