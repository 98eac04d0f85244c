import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    outDir: "dist",
    // WebKitGTK 2.50 and the WebView2 of supported Windows both stand above this.
    target: ["safari16.4", "chrome111"],
    chunkSizeWarningLimit: 1200,
  },
  test: { environment: "happy-dom", testTimeout: 30_000, include: ["tests/**/*.test.ts"] },
});
