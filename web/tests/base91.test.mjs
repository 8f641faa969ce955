// What stands packed in the page comes out as it went in.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { decoded, encoded } from "../src/base91.js";

test("bytes come back, and nothing in the text ends a script", () => {
  for (const length of [0, 1, 2, 3, 12, 13, 14, 1_000, 100_003]) {
    for (const bytes of [randomBytes(length), new Uint8Array(length).fill(255), new Uint8Array(length)]) {
      const text = encoded(bytes);
      assert.deepEqual(Buffer.from(decoded(text)), Buffer.from(bytes));
      assert.doesNotMatch(text, /[<\\`\s]/);
      assert.ok(text.length <= Math.ceil((length * 8) / 13) * 2 + 8);
    }
  }
});
