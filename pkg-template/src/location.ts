import { paramError } from "./errors.js";

/**
 * The absolute URL of a snapshot folder, with a slash at its end. `base` is the address that relative ones count from, if
 * there is one.
 */
export function snapshotRoot(location: unknown, base: string | undefined): string {
  const refuse = (expected: string) => paramError("url", location instanceof URL ? location.href : location, expected);
  if (!(location instanceof URL) && (typeof location !== "string" || location.trim() === "")) {
    throw refuse('give the address of the snapshot folder, such as "/snapshots/"');
  }
  let url: URL;
  try {
    url = new URL(location, base);
  } catch {
    throw refuse(base === undefined ? "give an absolute address: https://…" : "this is not an address");
  }
  if (url.protocol === "file:") throw refuse("files cannot be fetched: serve the folder over HTTP");
  if (base === undefined && !["http:", "https:"].includes(url.protocol))
    throw refuse("give an https: or http: address");
  if (url.search !== "" || url.hash !== "") throw refuse("leave out the query and the fragment");
  if (url.username !== "" || url.password !== "") throw refuse("leave out user name and password");
  if (url.pathname.endsWith("/manifest.json")) throw refuse("give the folder that holds manifest.json");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url.href;
}
