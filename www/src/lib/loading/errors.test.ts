import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, isAbort } from "./errors.ts";
import { part } from "./part.ts";

const failing = (code: string): Error => Object.assign(new Error("in the engine's words"), { code });

test("every error of the package is told with what to do", () => {
  const codes = [
    "E_NETWORK",
    "E_NOT_FOUND",
    "E_INTEGRITY",
    "E_FORMAT",
    "E_VERSION",
    "E_PARAM",
    "E_CLOSED",
    "E_STOPPED",
    "E_TOO_LARGE",
    "E_PART",
  ];
  for (const code of codes) {
    const { title, advice, detail } = explain(failing(code), true);
    assert.ok(title.length > 10 && advice.length > 10, code);
    assert.equal(detail, "in the engine's words");
  }
});

test("a lost connection is told as one, and tries again by itself", () => {
  const { title, retry } = explain(failing("E_NETWORK"), false);
  assert.equal(title, "You are offline");
  assert.ok(retry);
});

test("a part of the page that cannot be fetched is told as one, or as a lost connection", async () => {
  const error: unknown = await part(() => Promise.reject(new TypeError("Failed to fetch"))).catch(
    (thrown: unknown) => thrown,
  );
  assert.match(explain(error, true).title, /part of this page/);
  assert.equal(explain(error, false).title, "You are offline");
});

test("whatever was thrown can be explained", () => {
  for (const thrown of [undefined, null, "text", 3, new TypeError("x")]) assert.ok(explain(thrown, true).title);
});

test("only the end of a question that is no longer asked is passed over", () => {
  assert.ok(isAbort(failing("E_ABORTED")));
  assert.ok(!isAbort(failing("E_NETWORK")));
  assert.ok(!isAbort(undefined));
});
