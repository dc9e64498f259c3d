import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The published page carries its Content-Security-Policy; the development server's hot reload could not run under it. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
  ],
};

const serviceWorker = VitePWA({
  strategies: "injectManifest",
  srcDir: "src/sw",
  filename: "sw.ts",
  registerType: "prompt",
  injectRegister: false,
  injectManifest: {
    globPatterns: ["index.html", "icon.svg", "assets/*"],
    maximumFileSizeToCacheInBytes: 20_000_000,
  },
  manifest: {
    name: "coalition-lens",
    short_name: "coalition-lens",
    description: "Which candidates share supporters, from the ballots of a ranked-choice election.",
    start_url: "./",
    scope: "./",
    display: "minimal-ui",
    background_color: "#fbfaf7",
    theme_color: "#fbfaf7",
    icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml" }],
  },
});

export default defineConfig({
  base: "./",
  plugins: [svelte(), contentSecurityPolicy, serviceWorker],
  build: {
    target: ["chrome103", "firefox114", "safari16.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  worker: { format: "es" },
  // The package finds its worker and its wasm by `new URL(…, import.meta.url)`, which pre-bundling would break.
  optimizeDeps: { exclude: ["coalition-lens"] },
});
