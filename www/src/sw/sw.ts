/**
 * Keeps the page for later visits without a connection. The page's own files are kept whole, in one version; of the
 * snapshot what names the data: the manifest as it was last seen, and descriptors, which never change. Tables are kept by
 * the engine itself, under their hash.
 */
import { CacheableResponsePlugin } from "workbox-cacheable-response";
import { clientsClaim } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst } from "workbox-strategies";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
clientsClaim();

const folder = new URL("./", self.location.href).pathname;
const isPage = new RegExp(`^${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(index\\.html)?(\\?.*)?$`);
registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html"), { allowlist: [isPage] }));

const complete = new CacheableResponsePlugin({ statuses: [200] });
const DESCRIPTOR = /\/elections\/[^/]+\/[^/]+-[0-9a-f]{16}\.json$/;

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.endsWith("/manifest.json"),
  new NetworkFirst({ cacheName: "coalition-lens-manifests", plugins: [complete] }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && DESCRIPTOR.test(url.pathname),
  new CacheFirst({
    cacheName: "coalition-lens-descriptors",
    plugins: [complete, new ExpirationPlugin({ maxEntries: 50 })],
  }),
);

// A new version waits until the reader asks for it: nothing changes under a page that is being read.
self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if ((data as { type?: unknown } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
