import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `npx vite` finds the API while somebody works on the dashboard. */
const api = process.env.CALLCALL_URL ?? "http://127.0.0.1:4400";

// The API refuses changes that come from another origin than its own: what is forwarded is this page's, and says so.
const forward = { target: api, headers: { origin: new URL(api).origin } };

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Workspace packages from source: what is bundled needs no build of theirs.
  resolve: { conditions: ["callcall-source", ...defaultClientConditions] },
  build: {
    // Browsers of the last two years.
    target: ["chrome131", "edge131", "firefox133", "safari18.2"],
    manifest: true,
    // No data: addresses but what is written so by hand: the policy allows them for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": forward, "/docs": forward, "/openapi.json": forward } },
});
