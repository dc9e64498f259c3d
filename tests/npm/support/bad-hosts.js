// What static hosts, proxies and broken uploads do to a snapshot, and what a reader is told.
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";

const isManifest = (path) => path.endsWith("/manifest.json");
const isDescriptor = (path) => /\/election-[0-9a-f]+\.json$/.test(path);
const isTable = (path) => path.includes("/pairs-") && path.endsWith(".arrow.gz");
const PAGE = "<!doctype html><html><head><title>Not found</title></head><body>Oops</body></html>";

/** Answers with `change(original bytes)` in place of the files that `matches` picks. */
const changed =
  (matches, change, headers) =>
  () =>
  (path, send, { original }) => {
    if (!matches(path)) return false;
    send(change(original()), headers);
    return true;
  };
const status = (matches, code) => () => (path, send) => {
  if (!matches(path)) return false;
  send("no", { "content-type": "text/plain" }, code);
  return true;
};
const json = (change) => (bytes) => {
  const value = JSON.parse(bytes);
  change(value);
  return JSON.stringify(value);
};
const firstHalf = (bytes) => bytes.subarray(0, bytes.length / 2);

/** A descriptor that is not what the builder wrote, under a manifest that vouches for it. */
const forgedDescriptor = (change) => (files) => {
  const forged = Buffer.from(json(change)(files.descriptor));
  return (path, send, { original }) => {
    if (isDescriptor(path)) send(forged);
    else if (isManifest(path)) {
      const manifest = JSON.parse(original());
      const entry = manifest.elections.find(({ id }) => id === "sample").descriptor;
      entry.sha256 = createHash("sha256").update(forged).digest("hex");
      entry.raw_bytes = forged.length;
      send(JSON.stringify(manifest));
    } else return false;
    return true;
  };
};

const brokenOff =
  (matches) =>
  () =>
  (path, _send, { original, response }) => {
    if (!matches(path)) return false;
    const bytes = original();
    response.writeHead(200, { "content-length": bytes.length });
    response.write(firstHalf(bytes), () => response.destroy());
    return true;
  };

const dripping =
  (matches) =>
  () =>
  (path, _send, { original, response }) => {
    if (!matches(path)) return false;
    const bytes = original();
    const size = Math.ceil(bytes.length / 20);
    response.writeHead(200);
    const drip = (start) => {
      if (start >= bytes.length) return response.end();
      response.write(bytes.subarray(start, start + size));
      setTimeout(drip, 10, start + size);
    };
    drip(0);
    return true;
  };

const onlyOnce = (make) => (files) => {
  const spoil = make(files);
  let spoilt = false;
  return (...request) => {
    if (spoilt) return false;
    spoilt = spoil(...request);
    return spoilt;
  };
};

/** `{ what, spoil, code, says }`, or `works: true` where the loader copes. `spoil(files)` makes the host's spoiler. */
export const BAD_HOSTS = [
  {
    what: "the manifest is missing",
    spoil: status(isManifest, 404),
    code: "E_NOT_FOUND",
    says: /manifest\.json is not there/,
  },
  {
    what: "an HTML page stands for the manifest",
    spoil: changed(isManifest, () => PAGE, { "content-type": "text/html" }),
    code: "E_FORMAT",
    says: /HTML page/,
  },
  { what: "the manifest is cut off", spoil: changed(isManifest, firstHalf), code: "E_FORMAT", says: /cut off/ },
  { what: "the manifest is empty", spoil: changed(isManifest, () => ""), code: "E_FORMAT", says: /empty/ },
  {
    what: "the manifest is another program's",
    spoil: changed(isManifest, () => '{"name":"app","icons":[]}'),
    code: "E_FORMAT",
    says: /format\.name/,
  },
  {
    what: "the manifest is of a newer major version",
    spoil: changed(
      isManifest,
      json((m) => (m.format.version = 3)),
    ),
    code: "E_VERSION",
    says: /version 3.*version 2.*update/,
  },
  {
    what: "the manifest has fields that nobody knows yet",
    spoil: changed(
      isManifest,
      json((m) => (m.theme = { hue: 200 })),
    ),
    works: true,
  },
  {
    what: "a path of the manifest climbs out",
    spoil: changed(
      isManifest,
      json((m) => (m.elections[1].descriptor.path = "../secret.json")),
    ),
    code: "E_FORMAT",
    says: /\.\.\/secret\.json.*refused/,
  },
  {
    what: "a path of the manifest is another site's",
    spoil: changed(
      isManifest,
      json((m) => (m.elections[1].descriptor.path = "https://example.org/x.json")),
    ),
    code: "E_FORMAT",
    says: /refused/,
  },
  {
    what: "a table's path climbs out",
    spoil: forgedDescriptor((d) => (d.tables.pairs[0].path = "elections/../../pairs.arrow.gz")),
    code: "E_FORMAT",
    says: /refused/,
  },
  { what: "the host fails", spoil: status(isManifest, 503), code: "E_NETWORK", says: /HTTP 503/ },
  {
    what: "the connection breaks off in the manifest",
    spoil: brokenOff(isManifest),
    code: "E_NETWORK",
    says: /manifest\.json/,
  },
  {
    what: "the descriptor is missing",
    spoil: status(isDescriptor, 404),
    code: "E_NOT_FOUND",
    says: /election-.* is not there/,
  },
  {
    what: "the descriptor was changed",
    spoil: changed(
      isDescriptor,
      json((d) => (d.ballots += 1)),
    ),
    code: "E_INTEGRITY",
    says: /not the file that was published/,
  },
  { what: "a table is missing", spoil: status(isTable, 404), code: "E_NOT_FOUND", says: /pairs-.* is not there/ },
  {
    what: "a table is forbidden, as some hosts say it of what is missing",
    spoil: status(isTable, 403),
    code: "E_NOT_FOUND",
    says: /403/,
  },
  { what: "a table is gone", spoil: status(isTable, 410), code: "E_NOT_FOUND", says: /410/ },
  {
    what: "an HTML page stands for a table",
    spoil: changed(isTable, () => PAGE, { "content-type": "text/html" }),
    code: "E_FORMAT",
    says: /HTML page/,
  },
  {
    what: "a table has another hash",
    spoil: changed(isTable, (bytes) => gzipSync(flipped(gunzipSync(bytes)))),
    code: "E_INTEGRITY",
    says: /not the file that was published/,
  },
  { what: "a table is cut off", spoil: changed(isTable, firstHalf), code: "E_INTEGRITY", says: /cut off or damaged/ },
  {
    what: "a decoded table is cut off",
    spoil: changed(isTable, (bytes) => firstHalf(gunzipSync(bytes))),
    code: "E_INTEGRITY",
    says: /not the file that was published/,
  },
  {
    what: "a table decodes to more than was published",
    spoil: changed(isTable, () => gzipSync(Buffer.alloc(50_000_000))),
    code: "E_INTEGRITY",
    says: /decodes to more/,
  },
  {
    what: "the connection breaks off in a table",
    spoil: brokenOff(isTable),
    code: "E_NETWORK",
    says: /broke off|cannot be fetched/,
  },
  { what: "the host fails in a table", spoil: status(isTable, 500), code: "E_NETWORK", says: /HTTP 500/ },
  { what: "a table comes in drips", spoil: dripping(isTable), works: true },
  { what: "the manifest comes in drips", spoil: dripping(isManifest), works: true },
  { what: "a table is gzip'd twice", spoil: changed(isTable, gzipSync), works: true },
  {
    what: "a table is gzip'd three times",
    spoil: changed(isTable, (bytes) => gzipSync(gzipSync(bytes))),
    code: "E_FORMAT",
    says: /more than twice/,
  },
  { what: "the host has decoded a table", spoil: changed(isTable, gunzipSync), works: true },
  {
    what: "the host declares a table's gzip as its own",
    spoil: changed(isTable, (bytes) => bytes, { "content-encoding": "gzip" }),
    works: true,
  },
  { what: "the host compresses the manifest", spoil: changed(isManifest, gzipSync), works: true },
  { what: "a table is missing once", spoil: onlyOnce(status(isTable, 404)), works: true },
  {
    what: "a table has another hash once",
    spoil: onlyOnce(changed(isTable, (bytes) => gzipSync(flipped(gunzipSync(bytes))))),
    works: true,
  },
];

function flipped(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1] ^= 1;
  return copy;
}
