/** Where the snapshots are, and which links lead to another state of this page. */

/**
 * The folder of the snapshots. `published` is what the page itself names (see index.html); `asked` is the URL's
 * `?snapshots=`, which may only name the page's own folder or one below it: a link must not be able to show other
 * people's figures under this page's name.
 */
export function snapshotRoot(
  page: string,
  published: string,
  asked: string | null,
): { root: string; refused: boolean } {
  const folder = new URL(".", page);
  const resolve = (path: string): URL => new URL(path.endsWith("/") ? path : `${path}/`, folder);
  const own = resolve(published).href;
  if (asked === null) return { root: own, refused: false };
  let root: URL;
  try {
    root = resolve(asked);
  } catch {
    return { root: own, refused: true };
  }
  const below = root.origin === folder.origin && root.pathname.startsWith(folder.pathname);
  const plain = root.search === "" && root.hash === "" && root.username === "" && root.password === "";
  return below && plain && !/%2f|%5c/i.test(root.pathname)
    ? { root: root.href, refused: false }
    : { root: own, refused: true };
}

/** What following a link would show, or null if the browser should follow it by itself. */
export function ownLink(event: MouseEvent, page: Location): URL | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const anchor = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(anchor instanceof HTMLAnchorElement) || anchor.target !== "" || anchor.hasAttribute("download")) return null;
  const url = new URL(anchor.href);
  if (url.origin !== page.origin || url.pathname !== page.pathname) return null;
  if (url.search === page.search && url.hash !== "") return null;
  return url;
}
