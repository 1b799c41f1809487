import { expect, test } from "vitest";
import { nodePart } from "./node-part.mjs";

/** As many passwords at once as a node hashes, over and over: 16 MB each, in each of libuv's threads. */
const hashing = `
  const { scrypt } = require("node:crypto");
  const hash = () => new Promise((resolve) => scrypt("a password", "salt", 32, { N: 2 ** 14, r: 8, p: 1 }, resolve));
  const before = process.memoryUsage.rss();
  (async () => {
    for (let round = 0; round < 8; round++) await Promise.all([hash(), hash(), hash(), hash()]);
    console.log(Math.round((process.memoryUsage.rss() - before) / 2 ** 20));
  })();
`;

test("a part gives back the memory that passwords take", async () => {
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ line) => void lines.push(line);
  const { exited } = await nodePart({ name: "hashing", args: ["--eval", hashing], env: {}, onLine }).start();
  await exited;
  expect(Number(lines[0])).toBeLessThan(16);
});
