import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotRoot } from "./links.ts";

const PAGE = "https://news.example/elections/2024/index.html?view=pairs";
const root = (asked: string | null, published = "./snapshots/") => snapshotRoot(PAGE, published, asked);

test("the page's own snapshots are beside it", () => {
  assert.deepEqual(root(null), { root: "https://news.example/elections/2024/snapshots/", refused: false });
});

test("a publisher may keep the snapshots anywhere", () => {
  assert.equal(root(null, "https://data.example/s").root, "https://data.example/s/");
  assert.equal(root(null, "/s/").root, "https://news.example/s/");
});

test("a link may name a folder beside the page or below", () => {
  assert.deepEqual(root("older"), { root: "https://news.example/elections/2024/older/", refused: false });
  assert.equal(root("./a/../b/").root, "https://news.example/elections/2024/b/");
});

test("a link may not lead to another host or out of the page's folder", () => {
  const outside = [
    "https://evil.example/",
    "//evil.example/",
    "http://news.example/elections/2024/x/",
    "/elsewhere/",
    "../2023/",
    "a/../../b/",
    "..%2f..%2fx/",
    "\\\\evil.example\\",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https://user:secret@news.example/elections/2024/x/",
    "x/?q=1/",
    "x/#/",
    "http://[",
  ];
  for (const asked of outside) {
    assert.deepEqual(root(asked), { root: "https://news.example/elections/2024/snapshots/", refused: true }, asked);
  }
});
